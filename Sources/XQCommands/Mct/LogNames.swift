// Which layers of a comparison a quantization log knows.

import XQConsole
import XQFormats
import XQLanguage
import XQMeasure

/// The toolkit's names of a comparison's layers, and what a log has under them.
struct LogNames {
  private let log: MctLog
  /// For each pair the toolkit's name; `nil` where the models do not tell it.
  let names: [String?]
  private let nodes: [String: MctLogNode]
  private let known: Set<String>

  init(_ comparison: Comparison, _ log: MctLog) {
    self.log = log
    nodes = Dictionary(log.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    known = Set(log.nodes.map(\.name)).union(log.stages.flatMap { $0.nodes.map(\.shortName) + $0.histogramTags })
    let (float, quantized) = (comparison.float.graph, comparison.quantized.graph)
    names = comparison.pairing.pairs.map { pair in
      if let module = pair.module { return module }
      if let quantizer = pair.quantizer, let node = quantized.producer[quantizer.integerTensor],
        let holder = quantized.nodes[node].name.split(separator: "/").first, holder.hasSuffix(Self.holder)
      {
        return String(holder.dropLast(Self.holder.count))
      }
      let path = float.producer[pair.tensor].flatMap { MctNames.modulePath(ofNode: float.nodes[$0].name)?.path }
      return path.flatMap { $0.isEmpty ? nil : MctNames.name(ofModule: $0) }
    }
  }

  private static let holder = "_activation_holder_quantizer"

  /// How many layers have a name that the log knows.
  var matches: Int { names.count { $0.map(known.contains) ?? false } }

  /// Says how many layers the log knows; warns where it looks like that of another model.
  func report(_ context: Context) {
    let (matches, all) = (matches, names.count)
    guard matches * 2 < all else {
      context.say(
        .diagnostic(
          Diagnostic(
            .smallMatter, "\(log.folder.run) knows \(matches) of \(Counted.text(all, "layer"))", severity: .note)))
      return
    }
    let stranger = names.compactMap { $0 }.first { !known.contains($0) }
    let own = log.nodes.prefix(2).map { "'\($0.name)'" }.joined(separator: " and ")
    let example =
      stranger.map { "; '\($0)' is none of its \(Counted.text(known.count, "name"))" }
      ?? (own.isEmpty ? "" : "; its own are such as \(own)")
    context.warn(
      .foreignLog,
      "\(log.folder.run) looks like the log of another model: it knows \(matches) of "
        + "\(Counted.text(all, "layer"))\(example)", help: ["its layers: layers $log"])
  }

  static let columns = [
    Column(
      "logged_layer", .string, help: "the toolkit's name of the layer, where the log knows it",
      isDetail: true),
    Column("logged_bits", .number, help: "bits of the quantizer of its output, as the log states them"),
    Column("logged_threshold", .number, help: "the quantizer's threshold, as the log states it"),
    Column(
      "logged_minimum", .number, help: "the smallest value that was seen while thresholds were chosen", isDetail: true),
    Column("logged_maximum", .number, help: "the left edge of the histogram's last bin", isDetail: true),
    Column(
      "zscore", .number, help: "how many standard deviations the outermost bin of the logged histogram is from the mean"
    ),
  ]

  /// A table with a row for each pair, with what the log has of it.
  func added(to table: Table) -> Table {
    let rows = names.map { name -> [Value] in
      guard let name, known.contains(name) else { return Self.columns.map { _ in .none } }
      let node = nodes[name]
      // What is damaged in it was said when the log was loaded, or is when the histogram is asked for.
      let histogram = (try? log.histogramStage?.histogram(of: name)) ?? nil
      let scores = histogram.flatMap { HistogramZScores(leftEdges: $0.leftEdges, counts: $0.counts) }
      let numbers = [
        node?.bits.map(Double.init), node?.threshold, histogram?.leftEdges.first, histogram?.leftEdges.last,
        scores?.largest,
      ]
      return [.string(name)] + numbers.map { $0.map { .number($0) } ?? .none }
    }
    let added = Self.columns.indices.map { column in rows.map { $0[column] } }
    return Table(columns: table.columns + Self.columns, cells: table.cells + added, notes: table.notes)
  }
}
