// Reads a JSON array of {latex, display} on standard input; prints a JSON array with null or the error of each.
// Strict: what KaTeX only warns of is an error too.
import katex from "katex";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = JSON.parse(input).map(({ latex, display }) => {
  try {
    katex.renderToString(latex, { displayMode: display !== false, strict: "error", throwOnError: true, trust: false });
    return null;
  } catch (error) {
    return String(error.message ?? error);
  }
});
process.stdout.write(JSON.stringify(answers));
