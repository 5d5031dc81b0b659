// The keyboard alone: Tab goes on, arrows choose, and whatever has the keyboard can be seen to have it.
import type { Locator } from "@playwright/test";
import { expect } from "./journey.ts";

/** More than the stops of any page. */
const STOPS = 300;

/** Goes on with Tab until something has the keyboard. */
export async function reach(wanted: Locator): Promise<void> {
  const one = wanted.first();
  await expect(one).toBeAttached();
  const element = await one.elementHandle();
  for (let stop = 0; !(await element?.evaluate((it) => it === document.activeElement)); stop += 1) {
    expect(stop, `stops on the way to ${wanted}`).toBeLessThan(STOPS);
    await one.page().keyboard.press("Tab");
  }
  await expect(one).toBeInViewport();
  expect(await element?.evaluate(shown), `${wanted} is outlined, and nothing lies over it`).toBe(true);
}

function shown(element: Element): boolean {
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { left, top, width, height } = element.getBoundingClientRect();
  const over = document.elementFromPoint(left + width / 2, top + height / 2);
  return outlineStyle !== "none" && outlineWidth !== "0px" && (element.contains(over) || over?.contains(element) === true);
}

export async function press(wanted: Locator): Promise<void> {
  await reach(wanted);
  await wanted.page().keyboard.press("Enter");
}

/** Types in place of what a field holds. */
export async function type(field: Locator, words: string): Promise<void> {
  await reach(field);
  await field.page().keyboard.press("Control+a");
  await field.page().keyboard.type(words);
}

/** Of radio buttons Tab finds one; arrows find the others. */
export async function choose(group: Locator, name: string): Promise<void> {
  const [radios, wanted] = [group.getByRole("radio"), group.getByRole("radio", { name, exact: true })];
  const checked = group.getByRole("radio", { checked: true });
  const { keyboard } = group.page();
  if ((await checked.count()) > 0) {
    await reach(checked);
  } else {
    await reach(radios);
    await keyboard.press("Space");
  }
  for (let turns = await radios.count(); turns > 0 && !(await wanted.isChecked()); turns -= 1) {
    await keyboard.press("ArrowDown");
  }
  await expect(wanted).toBeChecked();
}
