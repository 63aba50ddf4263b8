/**
 * What a person sees who comes without the token. The link leads to the same address again: a browser keeps our
 * cookie back when another site led here, and sends it when this page does.
 */
export const LOGIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>tcpscope: token needed</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem; }
  :root { color-scheme: light dark; }
</style>
<h1>tcpscope</h1>
<p>This page needs a token. Open the URL that tcpscope printed in the terminal when it started; it carries the token,
and this browser is remembered from then on.</p>
<p>Came here by a link, and opened that URL before? <a href="">Go on</a>.</p>
</html>
`
