// The errors of all layers as a table.

import XQLanguage
import XQMeasure

/// Builds what `errors` shows: a row for each layer and data set, worst first.
struct ErrorTable {
  enum Aggregate: String, CaseIterable { case pooled, batch }

  private struct Row {
    let cells: [Value]
    let badness: Double
  }

  private let pairs: [LayerPair]
  private let thresholds: Thresholds
  private let aggregate: Aggregate
  /// The facts of the quantizer of each tensor; `nil` where they are not asked for.
  private let own: [String: SiteFacts]?
  private var rows: [Row] = []
  private var notes: [String] = []

  /// `facts`: for columns about each layer's own quantizer; left out without them.
  init(_ pairs: [LayerPair], thresholds: Thresholds, aggregate: Aggregate, facts: ModelFacts? = nil) {
    self.pairs = pairs
    own = facts?.ofActivations
    self.thresholds = thresholds
    self.aggregate = aggregate
  }

  static func columns(severalDataSets: Bool, hasModules: Bool, hasOwn: Bool = false) -> [Column] {
    let own = [
      Column(
        "own", .quantity, unit: .decibels,
        help: "signal to the noise of the layer's own quantizer on the float tensor, nothing inherited", good: .high,
        format: .decimals(1)),
      Column("noise", .number, help: "mean squared error of the layer's own quantizer on the float tensor", good: .low),
    ]
    return [
      Column("layer", .string, help: "the layer's name in the float model", isKey: true, isName: true),
      Column("module", .string, help: "MCT's name of the layer, as in its reports", isDetail: !hasModules),
      Column("tensor", .string, help: "the float model's tensor", isDetail: true),
      Column("quantized", .string, help: "the quantized model's tensor it is compared with", isDetail: true),
      Column("op", .string, help: "the operator that writes the tensor"),
      Column("data", .string, help: "the data set: repr or val", isKey: true, isDetail: !severalDataSets),
      Column("mse", .number, help: "mean squared error, Σ(x-y)²/n", good: .low),
      Column("cs", .number, help: "cosine similarity, Σxy/√(Σx²Σy²)", good: .one),
      Column(
        "sqnr", .quantity, unit: .decibels,
        help: "signal to quantization noise, 10 log10(Σx²/Σ(x-y)²)", good: .high, format: .decimals(1)),
    ] + (hasOwn ? own : []) + [
      Column(
        "nrmse", .number, help: "root mean squared error over the signal's, √(Σ(x-y)²/Σx²)", good: .low, isDetail: true),
      Column("max_abs", .number, help: "largest |x-y|", good: .low, isDetail: true),
      Column("bias", .number, help: "mean of y-x", good: .zero, isDetail: true),
      Column(
        "nonfinite_float", .number, help: "elements of the float tensor that are nan or infinite", good: .low,
        isDetail: true),
      Column(
        "nonfinite_quantized", .number, help: "elements of the quantized tensor that are nan or infinite", good: .low,
        isDetail: true),
      Column("elements", .number, help: "elements compared", isDetail: true),
      Column("degraded", .bool, help: "whether a threshold is crossed", isFlag: true),
    ]
  }

  /// A table that was written by `to` with the columns it had: `diff` and thresholds then work on it as on the table of
  /// `errors`. Other tables stay as they are.
  static func recognized(_ table: Table) -> Table {
    guard ["layer", "data", "sqnr"].allSatisfy({ table.columnIndex($0) != nil }) else { return table }
    var (columns, cells) = (table.columns, table.cells)
    let hasModules = table.columnIndex("module").map { !cells[$0].allSatisfy { $0.equals(.none) } } ?? false
    let sets = table.columnIndex("data").map { Set(cells[$0].map(\.text)).count } ?? 0
    let all = Self.columns(
      severalDataSets: sets > 1, hasModules: hasModules, hasOwn: table.columnIndex("own") != nil)
    for known in all {
      guard let index = table.columnIndex(known.name) else { continue }
      if let unit = known.unit {
        guard columns[index].type == .number || columns[index].type == .any else { continue }
        cells[index] = cells[index].map { cell in
          if case .number(let number) = cell { .quantity(Quantity(base: number, unit: unit)) } else { cell }
        }
      } else if columns[index].type != known.type, !cells[index].allSatisfy({ $0.equals(.none) }) {
        continue
      }
      columns[index] = known
    }
    return Table(columns: columns, cells: cells, notes: table.notes)
  }

  /// Adds the layers that `includes` accepts, as measured on one data set.
  mutating func add(_ measurement: Measurement, _ role: Comparison.Role, includes: (LayerPair) -> Bool) {
    var nonfinite = (layers: 0, elements: 0)
    for (pair, result) in zip(pairs, measurement.layers) where includes(pair) {
      switch result {
      case .measured(let accumulator):
        rows.append(row(pair, role, accumulator))
        let elements = accumulator.referenceNonfinite + accumulator.otherNonfinite
        if elements > 0 { nonfinite = (nonfinite.layers + 1, nonfinite.elements + elements) }
      case .notComparable(let reason):
        let note = "\(pair.layer) is not compared: \(reason)"
        // A reason that lies in the models is the same for both data sets.
        if !notes.contains(note) { notes.append(note) }
      }
    }
    if nonfinite.elements > 0 {
      notes.append(
        "\(role.rawValue): \(Counted.text(nonfinite.elements, "non-finite element")) in "
          + "\(Counted.text(nonfinite.layers, "layer")), left out of all figures: show --all counts them")
    }
    notes += agreementLines(measurement, role)
  }

  /// Adds a line below the table.
  mutating func add(note: String) { notes.append(note) }

  func table(severalDataSets: Bool) -> Table {
    // Stable: layers that are equally bad stay in the order of the network.
    let order = rows.indices.sorted { (rows[$0].badness, $0) < (rows[$1].badness, $1) }
    return Table(
      columns: Self.columns(
        severalDataSets: severalDataSets, hasModules: pairs.contains { $0.module != nil }, hasOwn: own != nil),
      rows: order.map { rows[$0].cells }, notes: notes)
  }

  private func row(_ pair: LayerPair, _ role: Comparison.Role, _ accumulator: ErrorAccumulator) -> Row {
    let metrics = aggregate == .pooled ? accumulator.pooled : accumulator.batch
    let nonfinite = (float: accumulator.referenceNonfinite, quantized: accumulator.otherNonfinite)
    let isBroken = (nonfinite.float == 0) != (nonfinite.quantized == 0)
    let sqnr = metrics.sqnrDecibels
    return Row(
      cells: [
        .string(pair.layer), pair.module.map { .string($0) } ?? .none, .string(pair.tensor), .string(pair.partner),
        .string(pair.op), .string(role.rawValue),
        number(metrics.mse), number(metrics.cosine),
        sqnr.map { .quantity(Quantity(base: $0, unit: .decibels)) } ?? .none,
      ] + ownCells(pair, role) + [
        number(metrics.nrmse), number(metrics.maxAbsolute), number(metrics.bias),
        .number(Double(nonfinite.float)), .number(Double(nonfinite.quantized)), .number(Double(accumulator.count)),
        .bool(thresholds.isDegraded(metrics, nonfinite: nonfinite)),
      ],
      // A layer that lost finiteness comes first, one of which nothing is known last.
      badness: isBroken ? -.infinity : sqnr.map { $0.isNaN ? .infinity : $0 } ?? .infinity)
  }

  /// Of a layer without a quantizer nothing is known.
  private func ownCells(_ pair: LayerPair, _ role: Comparison.Role) -> [Value] {
    guard let own else { return [] }
    let noise = own[pair.tensor].flatMap { OwnNoise($0, role) }
    return [noise.map { .quantity(Quantity(base: $0.decibels, unit: .decibels)) } ?? .none, number(noise?.noise)]
  }

  private func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }

  private func agreementLines(_ measurement: Measurement, _ role: Comparison.Role) -> [String] {
    equalityLines(measurement, role) + [answerLine(measurement, role)]
  }

  /// Outputs of integers and bools, where equal is all that counts.
  private func equalityLines(_ measurement: Measurement, _ role: Comparison.Role) -> [String] {
    measurement.agreements.filter { $0.isDiscrete && $0.total > 0 }.map { agreement in
      "equal elements in '\(agreement.output)' on \(role.rawValue): \(Self.percent(agreement.same, agreement.total))"
    }
  }

  private func answerLine(_ measurement: Measurement, _ role: Comparison.Role) -> String {
    let samples = CoverageText.samples(measurement)
    guard let agreement = measurement.answers, agreement.looksLikeScores || agreement.labelled > 0 else {
      return "\(role.rawValue): \(samples)"
    }
    let same = Self.percent(agreement.same, agreement.total)
    // Of several outputs it is said which one is meant.
    let isOneOfMany = measurement.agreements.count { !$0.isDiscrete } > 1
    let place = (isOneOfMany ? "of '\(agreement.output)' " : "") + "on \(role.rawValue)"
    guard agreement.labelled > 0 else {
      return "same answer \(place): \(same)     \(samples)"
    }
    let float = Self.percent(agreement.floatRight, agreement.labelled)
    let quantized = Self.percent(agreement.quantizedRight, agreement.labelled)
    return "accuracy \(place): float \(float), quantized \(quantized), same answer \(same)     \(samples)"
  }

  private static func percent(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "-" : NumberText.decimals(100 * Double(part) / Double(whole), 1) + " %"
  }
}

extension Table {
  /// With MCT's names in the column of layers, where all of them but the outputs have one.
  var withModuleNames: Table {
    guard let layer = columnIndex("layer"), let module = columnIndex("module") else { return self }
    var names = cells
    for row in 0..<rowCount {
      if case .string(let name) = cells[module][row] { names[layer][row] = .string(name) }
    }
    return Table(columns: columns, cells: names, notes: notes)
  }
}
