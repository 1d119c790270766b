"""Writing: trees and derivations as LaTeX, text, Markdown and JSON."""
