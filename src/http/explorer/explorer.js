// Starts GraphiQL on the address of this page, with the examples in tabs. `?query=` (and `variables=`) opens that one.
(async () => {
  "use strict";
  const examples = await (await fetch(document.currentScript.dataset.examples)).json();
  const asked = new URLSearchParams(location.search);
  const fetcher = GraphiQL.createFetcher({ url: location.origin + location.pathname });
  const logo = React.createElement(
    GraphiQL.Logo, null,
    React.createElement("a", { className: "nutgraph-logo", href: "/explorer/licenses.txt" }, "Nutgraph"),
  );
  ReactDOM.createRoot(document.getElementById("explorer")).render(
    React.createElement(GraphiQL, {
      fetcher,
      defaultTabs: examples.map(({ query }) => ({ query })),
      query: asked.get("query") ?? undefined,
      variables: asked.get("variables") ?? undefined,
      shouldPersistHeaders: false,
    }, logo),
  );
})();
