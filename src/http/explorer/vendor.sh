#!/usr/bin/env bash
# Fetches the explorer's parts from npm and puts them into vendor/, with their licences. Run it to move to another
# release; the result is committed, so that building Nutgraph needs no npm, and running it no other server.
set -euo pipefail
cd "$(dirname "$0")"
out=$PWD/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
# The last GraphiQL that comes as one file, and the last React that does.
npm install --silent --no-audit --no-fund graphiql@3.9.0 react@18.3.1 react-dom@18.3.1
rm -rf "$out"
mkdir "$out"
grep -v '^//# sourceMappingURL=' node_modules/graphiql/graphiql.min.js >"$out/graphiql.min.js"
cp node_modules/react/umd/react.production.min.js "$out/react.min.js"
cp node_modules/react-dom/umd/react-dom.production.min.js "$out/react-dom.min.js"
# Without the web fonts, which are most of it: the reader's own fonts do.
sed -E 's/@font-face *\{[^}]*\}//g' node_modules/graphiql/graphiql.min.css >"$out/graphiql.min.css"
node - >"$out/LICENSES.txt" <<'SCRIPT'
const fs = require("fs"), path = require("path");
const sources = JSON.parse(fs.readFileSync("node_modules/graphiql/graphiql.min.js.map", "utf8")).sources;
const names = new Set(["graphiql", "@graphiql/react", "@graphiql/toolkit", "graphql-language-service",
  "codemirror-graphql", "react", "react-dom", "scheduler", "loose-envify", "js-tokens"]);
for (const source of sources) {
  const inside = source.split("node_modules/").pop().split("/");
  if (source.includes("node_modules/")) names.add(inside[0].startsWith("@") ? inside.slice(0, 2).join("/") : inside[0]);
}
const texts = new Map();
for (const name of [...names].sort()) {
  const folder = path.join("node_modules", name);
  if (!fs.existsSync(folder)) continue;
  const { version, license, author } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = fs.readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file));
  const holder = author?.name ?? author ?? "its authors";
  const text = (file ? fs.readFileSync(path.join(folder, file), "utf8")
    : `${license} licence, Copyright (c) ${holder}`).replace(/\r/g, "").replace(/[ \t]+$/gm, "").trim();
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${license})`]);
}
console.log("The explorer is made of these packages.");
for (const [text, packages] of texts) console.log(`\n${"=".repeat(80)}\n${packages.join("\n")}\n\n${text}`);
SCRIPT
ls -l "$out"
