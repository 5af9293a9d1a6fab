// The reference as Markdown pages, from the declarations and from nothing else.

import XQLanguage

/// One page of the reference.
public struct ReferencePage: Sendable {
  /// Where it belongs, such as `commands/sort.md`.
  public let path: String
  public let text: String

  /// The folder in the path, `nil` for a page at the top.
  public var folder: String? { path.contains("/") ? String(path.prefix { $0 != "/" }) : nil }
}

/// Writes a page for each command and topic, and one each for functions, settings and codes.
struct ReferenceWriter {
  private let catalogue: Catalogue

  init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  func pages() -> [ReferencePage] {
    [index, functions, settings, codes]
      + catalogue.declarations.map { ReferencePage(path: "commands/\($0.name).md", text: page(of: $0)) }
      + catalogue.topics.map { ReferencePage(path: "topics/\($0.name).md", text: page(of: $0)) }
  }

  // MARK: - Pages

  private var index: ReferencePage {
    var lines = ["# Reference of \(catalogue.host.name) \(catalogue.host.version)"]
    for group in catalogue.groups {
      lines += ["", "## \(group)", ""]
      lines += catalogue.declarations.filter { $0.group == group }.map {
        "- [`\($0.name)`](commands/\($0.name).md): \(escaped($0.summary))"
      }
    }
    if !catalogue.topics.isEmpty {
      lines += ["", "## topics", ""]
      lines += catalogue.topics.map { "- [\($0.name)](topics/\($0.name).md): \(escaped($0.summary))" }
    }
    lines += [
      "", "## the language", "", "- [functions](functions.md)", "- [settings](settings.md)", "- [errors](errors.md)",
    ]
    return page("index.md", lines)
  }

  private func page(of declaration: CommandDeclaration) -> String {
    var lines = ["# \(declaration.name)", "", escaped(declaration.summary)]
    lines += ["", "```", HelpPage(declaration).usage, "```"]
    if !declaration.details.isEmpty { lines += ["", escaped(declaration.details)] }
    if !declaration.parameters.isEmpty {
      lines += ["", "| parameter | takes | else | meaning |", "| --- | --- | --- | --- |"]
      lines += declaration.parameters.map { parameter in
        let name = parameter.isOption ? "--\(parameter.name)" : parameter.name
        let otherwise = parameter.isRequired ? "required" : parameter.defaultValue.literal ?? ""
        return row(["`\(name)`", parameter.type.wanted, otherwise, parameter.help])
      }
    }
    for example in declaration.examples {
      lines += ["", "\(escaped(example.says)):", "", "```xq", example.text, "```"]
      if let prints = example.prints { lines += ["", "```text", prints, "```"] }
    }
    if !declaration.related.isEmpty {
      lines += ["", "See also: " + declaration.related.map(link).joined(separator: ", ") + "."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func page(of topic: Host.Topic) -> String {
    if topic.isProse { return "# \(topic.name)\n\n\(topic.text)" }
    return "# \(topic.name)\n\n\(escaped(topic.summary))\n\n```text\n\(topic.text)\n```\n"
  }

  private var functions: ReferencePage {
    var lines = ["# Functions", "", "| function | gives | example | is |", "| --- | --- | --- | --- |"]
    lines += Function.allCases.map { function in
      let signature = function.signature
      return row([
        "`\(signature.text(of: function))`", signature.summary, "`\(signature.example.text)`",
        "`\(signature.example.value)`",
      ])
    }
    return page("functions.md", lines)
  }

  private var settings: ReferencePage {
    var lines = ["# Settings", "", "| setting | takes | default | meaning |", "| --- | --- | --- | --- |"]
    lines += catalogue.host.settings.map { row(["`\($0.name)`", $0.type.wanted, $0.defaultValue.text, $0.help]) }
    return page("settings.md", lines)
  }

  private var codes: ReferencePage {
    var lines = ["# Errors"]
    for code in catalogue.codes.sorted(by: { $0.id < $1.id }) {
      lines += ["", "## \(code.id): \(escaped(code.title))", "", escaped(code.explanation)]
      lines += ["", "Exit code \(code.failure.rawValue)."]
      if let example = code.example {
        lines += ["", "Instead of", "", "```xq", example.before, "```", "", "write", "", "```xq", example.after, "```"]
      }
    }
    return page("errors.md", lines)
  }

  // MARK: - Parts

  private func page(_ path: String, _ lines: [String]) -> ReferencePage {
    ReferencePage(path: path, text: lines.joined(separator: "\n") + "\n")
  }

  private func link(_ name: String) -> String {
    if catalogue.topics.contains(where: { $0.name == name }) { return "[\(name)](../topics/\(name).md)" }
    return name == "functions" ? "[functions](../functions.md)" : "[\(name)](\(name).md)"
  }

  private func row(_ cells: [String]) -> String {
    let escaped = cells.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }
    return "| \(escaped.map(self.escaped).joined(separator: " | ")) |"
  }

  /// HTML is shown, not obeyed.
  private func escaped(_ text: String) -> String {
    text.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
  }
}
