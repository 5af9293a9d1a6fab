// Arguments at a cursor, by the type of their parameter.

import XQLanguage
import XQSystem

extension Completer {
  func candidates(for type: ParameterType) -> [Offer] {
    switch type {
    case .choice(let choices): words(choices)
    case .bool: words(["true", "false"])
    case .column: words(ColumnsAtCursor(self).incoming ?? [])
    case .variable: words(session.variables.keys)
    case .topic: words(console.context.catalogue.names)
    case .pattern(let kind): words(console.host.names(kind, session))
    case .path(let path): files(endings: path.endings, isWritten: path.isWritten)
    case .object(let kind): objects(kind) + files(endings: endings(of: kind), isWritten: false)
    case .setting: words(session.settings.declarations.map(\.name))
    case .table: dollars { Table($0) != nil }
    case .record: dollars { if case .record = $0 { true } else { false } }
    case .list: dollars { if case .list = $0 { true } else { false } }
    case .value: dollars { _ in true }
    case .either(let types): types.flatMap(candidates)
    case .number, .count, .string, .rowExpression: []
    }
  }

  private func words(_ names: [String]) -> [Offer] { names.map { Offer(name: $0, isWord: true) } }

  /// Variables, where nothing says yet that it is no variable.
  private func dollars(_ fits: (Value) -> Bool) -> [Offer] { context.typed.isEmpty ? variables(fits) : [] }

  private func objects(_ kind: String) -> [Offer] {
    dollars { if case .object(let object) = $0 { object.kind == kind } else { false } }
  }

  private func endings(of kind: String) -> [String] {
    console.host.objectKinds.first { $0.name == kind }?.endings ?? []
  }

  // MARK: - Files

  /// Paths that go on from what was typed: files with one of the endings, and folders, which end in `/`.
  private func files(endings: [String], isWritten: Bool) -> [Offer] {
    let files = console.context.files
    let typed = context.typed
    if !isWritten, !files.shipped.names.isEmpty {
      if files.shippedName(typed) != nil { return shipped(endings) }
      if !typed.isEmpty, "example:".hasPrefix(typed) { return [Offer(name: "example:", isWord: true, isWhole: false)] }
    }
    let slash = typed.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(typed[...$0]) } ?? ""
    let start = slash.map { typed[typed.utf8.index(after: $0)...] } ?? typed[...]
    guard let names = try? files.list(folder.isEmpty ? "." : folder) else { return [] }
    var offers: [Offer] = []
    for name in names where name.utf8.starts(with: start.utf8) && (name.first != "." || start.first == ".") {
      switch files.kind(of: folder + name) {
      case .folder: offers.append(Offer(name: folder + name + "/", isWord: true, isWhole: false))
      case .file where fits(name, endings): offers.append(Offer(name: folder + name, isWord: true))
      default: break
      }
    }
    if !isWritten, typed.isEmpty, !files.shipped.names.isEmpty {
      offers.append(Offer(name: "example:", isWord: true, isWhole: false))
    }
    return offers
  }

  private func shipped(_ endings: [String]) -> [Offer] {
    let shipped = console.context.files.shipped
    return shipped.names.filter { shipped.file($0).map { fits($0.fileName, endings) } ?? false }
      .map { Offer(name: "example:\($0)", isWord: true) }
  }

  private func fits(_ name: String, _ endings: [String]) -> Bool {
    endings.isEmpty || endings.contains { name.hasSuffix("." + $0) }
  }
}
