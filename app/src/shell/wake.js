async (js, wasm) => {
  if (!document.querySelector("leptos-island")) return;
  const client = await import(js);
  await client.default({ module_or_path: wasm });
  client.hydrate();
  const wake = async (node, tell) => {
    if (node.localName === "leptos-island") {
      tell?.();
      await client[node.dataset.component]?.(node);
    }
    if (node.localName === "leptos-children") tell = node.$$on_hydrate;
    for (const child of [...node.children]) await wake(child, tell);
  };
  await wake(document.body);
  document.documentElement.dataset.awake = "";
};
