// Takes the pictures of docs/pictures: `npm --prefix end2end run pictures`.
import journeys from "./playwright.config.ts";

export default { ...journeys, testDir: "pictures", workers: 1, projects: journeys.projects?.filter(({ name }) => name === "script") };
