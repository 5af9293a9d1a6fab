// A measurement with all that makes it understandable without the models, and the merging of such.

/// One data set's measurement, apart from models and data; facts of quantizers are not kept in files.
public struct StoredMeasurement: Sendable {
  public let role: Comparison.Role
  public let identity: MeasurementIdentity
  /// ``MachineKind`` of the machine that measured, of several parts each once.
  public internal(set) var machines: [String]
  /// What the layers are; without quantizers, which are the models' matter.
  public let pairs: [LayerPair]
  /// Tensors that could have been compared.
  public let candidateCount: Int
  public internal(set) var measurement: Measurement

  public init(
    role: Comparison.Role, identity: MeasurementIdentity, machines: [String] = [MachineKind.current], pairing: Pairing,
    measurement: Measurement
  ) {
    self.init(
      role: role, identity: identity, machines: machines, pairs: pairing.pairs,
      candidateCount: pairing.candidateCount, measurement: measurement)
  }

  init(
    role: Comparison.Role, identity: MeasurementIdentity, machines: [String], pairs: [LayerPair], candidateCount: Int,
    measurement: Measurement
  ) {
    self.role = role
    self.identity = identity
    self.machines = machines
    self.pairs = pairs
    self.candidateCount = candidateCount
    self.measurement = measurement
  }

  /// Adds what another part measured: of equal identity, and on other samples. The order in which parts are added does not
  /// matter, and a whole of parts is bit by bit what one pass gives, but for the time it took.
  mutating func merge(_ other: StoredMeasurement) {
    measurement = measurement.merged(with: other.measurement)
    for machine in other.machines where !machines.contains(machine) { machines.append(machine) }
    machines.sort()
  }
}

extension Measurement {
  /// The errors of both together, without facts of quantizers: these are of the samples of one pass. What only the first batch
  /// of a pass tells comes from the part that starts earlier.
  func merged(with other: Measurement) -> Measurement {
    func start(_ measurement: Measurement) -> Int { measurement.coverage.pieces.first?.batches.lowerBound ?? .max }
    let (first, second) = start(self) <= start(other) ? (self, other) : (other, self)
    var coverage = first.coverage
    coverage.merge(second.coverage)
    return Measurement(
      layers: zip(first.layers, second.layers).map { $0.merged(with: $1) },
      firstErrors: zip(first.firstErrors, second.firstErrors).map { $0 ?? $1 },
      agreements: OutputAgreement.merged(first.agreements, second.agreements),
      facts: FactsRequest(sites: []), sites: [],
      sampleCount: first.sampleCount + second.sampleCount, batchCount: first.batchCount + second.batchCount,
      batchSize: first.batchSize, coverage: coverage, options: first.options.withSlice(.whole), engine: first.engine,
      seconds: first.seconds + second.seconds, firstBatch: first.firstBatch ?? second.firstBatch,
      notes: first.notes + second.notes.filter { !first.notes.contains($0) },
      warnings: first.warnings.isEmpty ? second.warnings : first.warnings)
  }
}

extension Measurement.LayerResult {
  /// A pair that one part could not compare is not compared, for the reason that came first.
  fileprivate func merged(with later: Measurement.LayerResult) -> Measurement.LayerResult {
    switch (self, later) {
    case (.notComparable, _): return self
    case (_, .notComparable): return later
    case (.measured(var accumulator), .measured(let other)):
      accumulator.merge(other)
      return .measured(accumulator)
    }
  }
}

extension OutputAgreement {
  /// By output, in the order of the first list; what only the second one has comes behind.
  static func merged(_ first: [OutputAgreement], _ second: [OutputAgreement]) -> [OutputAgreement] {
    let both = first.map { agreement in
      second.first { $0.output == agreement.output && $0.isDiscrete == agreement.isDiscrete }
        .map { agreement.merged(with: $0) } ?? agreement
    }
    return both + second.filter { other in !first.contains { $0.output == other.output } }
  }

  private func merged(with other: OutputAgreement) -> OutputAgreement {
    var sum = self
    for path in Self.counters { sum[keyPath: path] = sum[keyPath: path].saturatingSum(other[keyPath: path]) }
    sum.labelsFit = labelsFit && other.labelsFit
    return sum.withFittingLabels
  }
}
