// A measurement that is put together from the sections of a file.

import XQRuntime

/// What was read so far.
struct MeasurementDraft {
  var role: Comparison.Role?
  var identity: MeasurementIdentity?
  var machines: [String] = []
  var pairs: [LayerPair] = []
  var candidateCount = 0
  var engine = ""
  var options = MeasureOptions()
  var batchSize: Int?
  var seconds = 0.0
  var firstBatch: SampleHash?
  var notes: [String] = []
  var warnings: [String] = []
  var coverage = SampleCoverage(pieces: [], batchCount: 0, sampleCount: 0)
  var layers: [Measurement.LayerResult] = []
  var firstErrors: [Double?] = []
  var agreements: [OutputAgreement] = []

  /// - Throws: where the sections contradict each other.
  func finished() throws(ByteReader.Failure) -> StoredMeasurement {
    guard let role, let identity, layers.count == pairs.count, candidateCount >= pairs.count,
      Set(pairs.map(\.layer)).count == pairs.count, Set(agreements.map(\.output)).count == agreements.count
    else { throw ByteReader.Failure() }
    let batches = coverage.pieces.reduce(0) { $0 + $1.batches.count }
    for case .measured(let accumulator) in layers {
      guard accumulator.convention == options.convention, accumulator.batches <= batches else {
        throw ByteReader.Failure()
      }
    }
    let measurement = Measurement(
      layers: layers, firstErrors: firstErrors, agreements: agreements,
      facts: FactsRequest(sites: []), sites: [], sampleCount: coverage.pieces.reduce(0) { $0 + $1.samples.count },
      batchCount: batches, batchSize: batchSize,
      coverage: coverage, options: options, engine: engine, seconds: seconds, firstBatch: firstBatch, notes: notes,
      warnings: warnings)
    return StoredMeasurement(
      role: role, identity: identity, machines: machines, pairs: pairs, candidateCount: candidateCount,
      measurement: measurement)
  }
}
