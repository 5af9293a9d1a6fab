// The quantizers of a comparison as a table.

import Glibc
import XQFormats
import XQLanguage
import XQMeasure

/// Builds what `errors --sites` shows: a row a quantizer, the one with the worst own error first.
struct SiteTable {
  private let facts: ModelFacts
  private let role: Comparison.Role
  private let quantizers: [String: Quantizer]

  static let columns = [
    Column("layer", .string, help: "the layer that writes the tensor, or that reads the constant"),
    Column("kind", .string, help: "act, weight or bias", isKey: true),
    Column("tensor", .string, help: "the float model's tensor that is quantized", isKey: true, isDetail: true),
    Column(
      "quantized", .string, help: "the same in the quantized model: what the quantizer reads, or the constant",
      isDetail: true),
    Column("op", .string, help: "the operator that writes the tensor, or that reads the constant", isDetail: true),
    Column("data", .string, help: "the data set that activations were measured on", isDetail: true),
    Column("bits", .number, help: "bits in use: a Clip of the integers counts, and for weights what they use"),
    Column(
      "own", .quantity, unit: .decibels,
      help: "signal to this quantizer's own noise on the float tensor, 10 log10(Σx²/Σ(y-x)²)", good: .high,
      format: .decimals(1)),
    Column(
      "used", .number, help: "the share of the range that the data use, 0 counted as one of them", good: .one,
      format: .percent(1)),
    Column("clipped", .number, help: "the share of elements outside the range", good: .low, format: .percent(1)),
    Column("low", .number, help: "the smallest value that it can represent"),
    Column("high", .number, help: "the largest value that it can represent"),
    Column("scale", .number, help: "the step; none where there is one a channel"),
    Column("zero_point", .number, help: "the integer that stands for 0; none where there is one a channel"),
    Column(
      "clip_noise", .number, help: "the share of the noise that clipped elements make", good: .low, isDetail: true,
      format: .percent(1)),
    Column("noise", .number, help: "its own mean squared error, Σ(y-x)²/n", good: .low, isDetail: true),
    Column(
      "excess", .number,
      help: "its noise over that of the best range with as many steps; for weights over quantizing them again",
      good: .low, isDetail: true, format: .significant(3)),
    Column("elements", .number, help: "elements that were looked at", isDetail: true),
    Column(
      "view_of", .string, help: "the tensor whose numbers it passes on with the same quantizer: it adds no noise",
      isDetail: true),
  ]

  /// `role`: the data set whose figures are shown for activations.
  init(_ facts: ModelFacts, _ role: Comparison.Role) {
    self.facts = facts
    self.role = role
    quantizers = Dictionary(
      facts.siteMap.models.quantizers.map { ("\($0.role) \($0.source)", $0) }, uniquingKeysWith: { first, _ in first })
  }

  func table(includes: (Site) -> Bool) -> Table {
    let rows = zip(facts.siteMap.sites, facts.facts).filter { includes($0.0) }.map { site, facts in
      (cells: cells(site, facts), own: OwnNoise(facts, role)?.decibels ?? .infinity)
    }
    // Stable: sites that are equally bad stay in the order of the network.
    let order = rows.indices.sorted { (rows[$0].own, $0) < (rows[$1].own, $1) }
    return Table(columns: Self.columns, rows: order.map { rows[$0].cells }, notes: notes)
  }

  /// One quantizer's row, by the index of its site.
  func record(of index: Int) -> Record {
    Record(zip(Self.columns.map(\.name), cells(facts.siteMap.sites[index], facts.facts[index])).map { ($0, $1) })
  }

  private func cells(_ site: Site, _ facts: SiteFacts) -> [Value] {
    let statistics = facts.activation?.statistics(role)
    let own = OwnNoise(facts, role)
    let range = range(of: site)
    let head = site.activation?.head.map { self.facts.siteMap.sites[$0].tensor }
    // Integers of 32 bits always hold a bias: their limits say nothing.
    let limits = site.kind == .bias ? nil : range
    return [
      .string(site.layer), .string(site.kind.rawValue), .string(site.tensor), .string(site.name),
      .string(site.activation?.producerOp ?? site.constant?.consumerOp ?? ""),
      site.kind == .activation ? .string(role.rawValue) : .none, bits(of: site),
      own.map { .quantity(Quantity(base: $0.decibels, unit: .decibels)) } ?? .none,
      number(facts.activation.flatMap { role == .validation ? $0.used : $0.usedRepresentative ?? $0.used }),
      number(statistics?.clippedElements), number(limits?.low), number(limits?.high), number(range?.scale),
      number(range?.zeroPoint), number(statistics?.clipShare ?? facts.weights?.clip), number(own?.noise),
      number(facts.activation?.excess ?? facts.weights?.excess),
      number((statistics?.count ?? site.constant.map { $0.shape.reduce(1, *) }).map(Double.init)),
      head.map { .string($0) } ?? .none,
    ]
  }

  /// A bias that is missing has no width.
  private func bits(of site: Site) -> Value {
    site.constant?.isMissing == true ? .none : .number(Double(site.bits))
  }

  private func range(of site: Site) -> (scale: Double, zeroPoint: Double, low: Double, high: Double)? {
    if let quantizer = site.activation?.quantizer {
      return (Double(quantizer.scale), Double(quantizer.zeroPoint), quantizer.low, quantizer.high)
    }
    let role: Quantizer.Role = site.kind == .bias ? .bias : .weights
    guard let quantizer = quantizers["\(role) \(site.name)"], let range = quantizer.range else { return nil }
    return (range.step, Double(quantizer.zeroPoints.first ?? 0), range.low, range.high)
  }

  private func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }

  // MARK: - Below the table

  private var notes: [String] {
    let count = role == .validation || facts.representativeCount == 0 ? facts.sampleCount : facts.representativeCount
    var notes = ["own error of activations on \(role.rawValue): \(Counted.text(count, "sample"))"]
    if facts.siteMap.sites.isEmpty {
      notes = ["nothing that is known before a run is quantized in '\(facts.siteMap.models.quantized.name)'"]
    }
    var reasons: [String] = []
    for skipped in facts.siteMap.skipped where !reasons.contains(skipped.reason) { reasons.append(skipped.reason) }
    return notes
      + reasons.map { reason in
        let tensors = facts.siteMap.skipped.filter { $0.reason == reason }.map { "'\($0.tensor)'" }
        let more = tensors.count > 3 ? " and \(tensors.count - 3) more" : ""
        return "left out: \(tensors.prefix(3).joined(separator: ", "))\(more): \(reason)"
      }
  }
}

/// What one quantizer adds by itself, with nothing inherited from layers before it.
struct OwnNoise {
  /// Mean squared error.
  let noise: Double
  /// 10 log10 of the signal's power over the noise; inf without noise.
  let decibels: Double

  /// `nil` for an activation on a data set that was not measured.
  init?(_ facts: SiteFacts, _ role: Comparison.Role) {
    switch facts {
    case .activation(let facts):
      guard let statistics = facts.statistics(role), statistics.count > 0 else { return nil }
      self.init(power: statistics.power, noise: statistics.noise)
    case .weights(let facts):
      let count = Double(max(facts.count, 1))
      self.init(power: facts.power / count, noise: facts.nsr.isFinite ? facts.nsr * facts.power / count : .infinity)
    case .bias(let facts): self.init(power: facts.power, noise: facts.noise)
    }
  }

  private init(power: Double, noise: Double) {
    self.noise = noise
    decibels = noise == 0 ? .infinity : 10 * log10(power / noise)
  }
}

extension ModelFacts {
  /// The facts of the quantizers of activations, by the float model's tensors.
  var ofActivations: [String: SiteFacts] {
    Dictionary(
      zip(siteMap.sites, facts).filter { $0.0.kind == .activation }.map { ($0.tensor, $1) },
      uniquingKeysWith: { first, _ in first })
  }
}

extension ActivationFacts {
  /// On one data set. Without validation data the representative data were measured in their place.
  func statistics(_ role: Comparison.Role) -> SiteStatistics? {
    role == .validation ? validation : representative ?? validation
  }
}
