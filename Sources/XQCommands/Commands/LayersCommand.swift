// layers: the layers and what is known of their quantizers.

import XQConsole
import XQLanguage

/// Lists the layers of a model or of a comparison, by the names that commands accept.
struct LayersCommand: Command {
  static let declaration = CommandDeclaration(
    name: "layers",
    summary: "the layers, with bits, scale and range of their quantizers",
    details: """
      Of the current comparison: the layers of the float model with the quantizers of their counterparts. \
      'layers $model' lists those of one model, 'layers $log' what a quantization log states of each node. The names are exactly those that other commands accept.
      """,
    group: "investigate",
    parameters: [
      .rest(
        "layers",
        .either([
          .pattern(of: "layer"), .object(kind: "comparison"), .object(kind: "model"), .object(kind: "log"),
        ]), isRequired: false,
        "names or patterns of layers; a comparison, a model or a log where it is not the current comparison")
    ],
    output: .table, outputColumns: .fixed(LayerTable.columns.map(\.name)),
    examples: [
      .init("layers conv*", "some layers of the comparison"),
      .init("layers $f | count", "how many layers a model has"),
    ],
    related: ["pairs", "errors"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    for case .object(let object) in call.list("layers") {
      let table: Table
      switch object {
      case let model as ModelObject: table = LayerTable.table(of: model.model)
      case let log as LogObject: table = LogTables.layers(log.log)
      default: continue
      }
      return .table(try select(table, call.strings("layers"), call))
    }
    let subject = try Subject(call, in: context)
    var table = LayerTable.table(of: subject.comparison)
    if let log = subject.object.log { table = LogNames(subject.comparison, log.log).added(to: table) }
    let places = subject.comparison.pairing.pairs.indices.filter {
      subject.includes(subject.comparison.pairing.pairs[$0])
    }
    return .table(places.count == table.rowCount ? table : table.rows(at: places))
  }

  private func select(_ table: Table, _ patterns: [String], _ call: Invocation) throws(Diagnostic) -> Table {
    guard !patterns.isEmpty else { return table }
    let names = table.cells[0].map(\.text)
    for pattern in patterns where !names.contains(where: { LayerPattern(pattern).matches($0) }) {
      throw LayerPattern(pattern).noMatch(among: names, at: call.place(of: "layers"))
    }
    return table.rows(
      at: names.indices.filter { index in patterns.contains { LayerPattern($0).matches(names[index]) } })
  }
}
