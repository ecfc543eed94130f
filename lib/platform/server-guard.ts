// `import '#server-guard'` marks a module that must never reach a browser: here it is nothing, in a
// browser build package.json maps it to server-guard-browser.ts, which fails the build.
export {};
