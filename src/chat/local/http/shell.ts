/** The one HTML file of the page, and what it may do: its own scripts and sheet, by a nonce of their own each time. */
import { ENTRY_PATH, FONT_PATH, pinned, SHEET_PATH, type Site } from "./site.ts";

/** Three candles; `#` would end a data URL. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#14181B"/>' +
    '<g fill="#35C7B8"><path d="M7 9h2v16H7zM15 6h2v16h-2z"/><path d="M5 13h6v9H5zM13 9h6v9h-6z"/></g>' +
    '<g fill="#FF8A5C"><path d="M23 8h2v15h-2z"/><path d="M21 11h6v8h-6z"/></g></svg>',
)}`;

export function shell(site: Site, nonce: string): Response {
  return new Response(htmlOf(site, nonce), {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policyOf(nonce) },
  });
}

/** Pictures are fetched with the token and shown as blobs; `lit-html` is the policy that lit-html makes. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src blob: data:",
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function htmlOf({ assets, imports, early }: Site, nonce: string): string {
  const addresses = new Map([...assets].map(([path, asset]) => [path, pinned(path, asset)]));
  const at = (path: string): string => addresses.get(path) ?? path;
  // A module that is imported by its path is looked up here too: it is fetched from the address that is kept.
  const names = Object.entries(imports).map(([name, path]) => [name, at(path)] as const);
  const map = JSON.stringify({ imports: Object.fromEntries([...addresses, ...names]) });
  const preloads = early.map((path) => `<link rel="modulepreload" href="${at(path)}" nonce="${nonce}">`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Outcry</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="A trading desk that lives in chat">
<meta name="color-scheme" content="dark light">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0E1113">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#F3F4F5">
<link rel="icon" href="${ICON}">
<link rel="preload" as="font" type="font/woff2" href="${at(FONT_PATH)}" crossorigin>
<link rel="stylesheet" href="${at(SHEET_PATH)}" nonce="${nonce}">
<script type="importmap" nonce="${nonce}">${map}</script>
${preloads.join("\n")}
<script type="module" src="${at(ENTRY_PATH)}" nonce="${nonce}"></script>
</head>
<body>
<noscript>This page is drawn by its own scripts: allow JavaScript here, or type npx outcry console in a terminal.</noscript>
<div id="desk"></div>
</body>
</html>
`;
}
