// Whether a text is complete: what the prompt asks before it runs a line.

/// The constructs that the end of a text leaves open, outermost first: `(`, `$(`, `[`, `{`, `"""`, a trailing `|` or operator.
///
/// Empty for a complete text, and for one with an error, which another line would not mend.
public func openConstructs(in text: String, commands: CommandTable) -> [String] {
  var parser = Parser(Source(name: "prompt", text: text), commands: commands)
  _ = parser.parseScript()
  return parser.openAtEnd ?? []
}
