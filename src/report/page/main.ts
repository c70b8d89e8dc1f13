// The script of the pages. It runs in the browser: what it imports must not need Node, which `.ci/page.js` holds.

document.documentElement.classList.add('js');
