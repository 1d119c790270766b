// Reads a JSON array of {latex, display} on standard input; prints a JSON array with null or the error of each.
// Only the packages that a plain page loads, and none of those that show a formula in spite of an error.
import mathjax from "mathjax";

const MathJax = await mathjax.init({
  loader: { load: ["input/tex-base", "[tex]/ams", "[tex]/boldsymbol"] },
  tex: {
    packages: ["base", "ams", "boldsymbol"],
    formatError(_, error) {
      throw error;
    },
  },
});
let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = JSON.parse(input).map(({ latex, display }) => {
  try {
    const mathml = MathJax.tex2mml(latex, { display: display !== false });
    return mathml.includes("<merror") ? "it shows an error" : null;
  } catch (error) {
    return String(error.message ?? error);
  }
});
process.stdout.write(JSON.stringify(answers));
