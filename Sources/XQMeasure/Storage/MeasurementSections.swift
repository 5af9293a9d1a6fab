// What stands in each section of a measurement's file.

import XQRuntime

/// One kind of section: what it holds of a measurement, written and read.
protocol MeasurementSection: Sendable {
  /// Four letters.
  static var tag: String { get }
  /// Of the section's contents.
  static var version: Int { get }
  static func write(_ measurement: StoredMeasurement, _ writer: inout ByteWriter)
  static func read(_ reader: inout ByteReader, _ draft: inout MeasurementDraft) throws(ByteReader.Failure)
}

/// Which models, data and settings: ``MeasurementIdentity``.
enum IdentitySection: MeasurementSection {
  static let tag = "IDEN"
  static let version = 1

  static func write(_ measurement: StoredMeasurement, _ writer: inout ByteWriter) {
    writer.write(measurement.role.rawValue)
    writer.write(measurement.identity.facts) { writer, fact in
      writer.write(fact.name)
      writer.write(fact.value)
      writer.write(fact.label)
    }
    writer.write(measurement.machines) { $0.write($1) }
  }

  static func read(_ reader: inout ByteReader, _ draft: inout MeasurementDraft) throws(ByteReader.Failure) {
    draft.role = Comparison.Role(rawValue: try reader.text())
    draft.identity = MeasurementIdentity(
      facts: try reader.list { (reader) throws(ByteReader.Failure) in
        MeasurementIdentity.Fact(try reader.text(), try reader.text(), label: try reader.text())
      })
    draft.machines = try reader.list { (reader) throws(ByteReader.Failure) in try reader.text() }
  }
}

/// What the layers are.
enum PairsSection: MeasurementSection {
  static let tag = "PAIR"
  static let version = 1

  static func write(_ measurement: StoredMeasurement, _ writer: inout ByteWriter) {
    writer.write(measurement.candidateCount)
    writer.write(measurement.pairs) { writer, pair in
      for text in [pair.layer, pair.op, pair.tensor, pair.partner, pair.rule.rawValue] { writer.write(text) }
      writer.write(pair.module) { $0.write($1) }
      writer.write(pair.dequantization) { $0.write($1) }
      writer.write(pair.isOutput)
      writer.write(pair.confidence)
    }
  }

  static func read(_ reader: inout ByteReader, _ draft: inout MeasurementDraft) throws(ByteReader.Failure) {
    draft.candidateCount = try reader.count()
    draft.pairs = try reader.list { (reader) throws(ByteReader.Failure) in try pair(&reader) }
  }

  private static func pair(_ reader: inout ByteReader) throws(ByteReader.Failure) -> LayerPair {
    let (layer, op, tensor, partner) = (try reader.text(), try reader.text(), try reader.text(), try reader.text())
    guard let rule = LayerPair.Rule(rawValue: try reader.text()) else { throw ByteReader.Failure() }
    let module = try reader.optional { (reader) throws(ByteReader.Failure) in try reader.text() }
    let dequantization = try reader.optional { (reader) throws(ByteReader.Failure) in
      let (scale, zeroPoint) = (UInt32(truncatingIfNeeded: try reader.word()), try reader.word())
      return LayerPair.Dequantization(scale: Float(bitPattern: scale), zeroPoint: Int64(bitPattern: zeroPoint))
    }
    return LayerPair(
      layer: layer, op: op, tensor: tensor, partner: partner, rule: rule, dequantization: dequantization,
      quantizer: nil, isOutput: try reader.flag(), confidence: try reader.double(), module: module)
  }
}

/// How it was measured, and on which samples.
enum PassSection: MeasurementSection {
  static let tag = "PASS"
  static let version = 1

  static func write(_ measurement: StoredMeasurement, _ writer: inout ByteWriter) {
    let pass = measurement.measurement
    writer.write(pass.engine)
    writer.write(pass.options.kernels.rawValue)
    writer.write(pass.options.convention.name)
    writer.write(pass.options.threads)
    writer.write(pass.options.slice.number)
    writer.write(pass.options.slice.count)
    writer.write(pass.batchSize) { $0.write($1) }
    writer.write(pass.seconds)
    writer.write(pass.firstBatch) { $0.write($1.value) }
    writer.write(pass.notes) { $0.write($1) }
    writer.write(pass.warnings) { $0.write($1) }
    writer.write(pass.coverage.batchCount)
    writer.write(pass.coverage.sampleCount)
    writer.write(pass.coverage.pieces) { writer, piece in
      for range in [piece.batches, piece.samples] {
        writer.write(range.lowerBound)
        writer.write(range.upperBound)
      }
    }
  }

  static func read(_ reader: inout ByteReader, _ draft: inout MeasurementDraft) throws(ByteReader.Failure) {
    draft.engine = try reader.text()
    guard let kernels = Kernels(rawValue: try reader.text()) else { throw ByteReader.Failure() }
    let name = try reader.text()
    guard let convention = [MetricConvention.standard, .modelCompressionToolkit].first(where: { $0.name == name })
    else { throw ByteReader.Failure() }
    let threads = try reader.count()
    guard let slice = SampleSlice(try reader.count(), of: try reader.count()) else { throw ByteReader.Failure() }
    draft.options = MeasureOptions(kernels: kernels, threads: threads, convention: convention, slice: slice)
    draft.batchSize = try reader.optional { (reader) throws(ByteReader.Failure) in try reader.count() }
    draft.seconds = try reader.double()
    draft.firstBatch = try reader.optional { (reader) throws(ByteReader.Failure) in
      SampleHash(value: try reader.word())
    }
    draft.notes = try reader.list { (reader) throws(ByteReader.Failure) in try reader.text() }
    draft.warnings = try reader.list { (reader) throws(ByteReader.Failure) in try reader.text() }
    draft.coverage = try coverage(&reader)
  }

  private static func coverage(_ reader: inout ByteReader) throws(ByteReader.Failure) -> SampleCoverage {
    let (batchCount, sampleCount) = (try reader.count(), try reader.count())
    let pieces = try reader.list { (reader) throws(ByteReader.Failure) in
      SampleCoverage.Piece(
        batches: try range(&reader, within: batchCount), samples: try range(&reader, within: sampleCount))
    }
    // In order and apart from each other: what was written.
    for (piece, next) in zip(pieces, pieces.dropFirst())
    where piece.batches.upperBound >= next.batches.lowerBound || piece.samples.upperBound > next.samples.lowerBound {
      throw ByteReader.Failure()
    }
    return SampleCoverage(pieces: pieces, batchCount: batchCount, sampleCount: sampleCount)
  }

  /// A range that is not empty.
  private static func range(_ reader: inout ByteReader, within limit: Int) throws(ByteReader.Failure) -> Range<Int> {
    let (lower, upper) = (try reader.count(), try reader.count())
    guard lower < upper, upper <= limit else { throw ByteReader.Failure() }
    return lower..<upper
  }
}

/// The error of each layer.
enum ErrorsSection: MeasurementSection {
  static let tag = "ERRS"
  static let version = 1

  static func write(_ measurement: StoredMeasurement, _ writer: inout ByteWriter) {
    writer.write(Array(zip(measurement.measurement.layers, measurement.measurement.firstErrors))) { writer, layer in
      switch layer.0 {
      case .measured(let accumulator):
        writer.write(true)
        writer.write(accumulator.bytes)
      case .notComparable(let reason):
        writer.write(false)
        writer.write(reason)
      }
      writer.write(layer.1) { $0.write($1) }
    }
  }

  static func read(_ reader: inout ByteReader, _ draft: inout MeasurementDraft) throws(ByteReader.Failure) {
    let layers = try reader.list { (reader) throws(ByteReader.Failure) in
      (try result(&reader), try reader.optional { (reader) throws(ByteReader.Failure) in try reader.double() })
    }
    draft.layers = layers.map(\.0)
    draft.firstErrors = layers.map(\.1)
  }

  private static func result(_ reader: inout ByteReader) throws(ByteReader.Failure) -> Measurement.LayerResult {
    guard try reader.flag() else { return .notComparable(try reader.text()) }
    guard let accumulator = ErrorAccumulator(bytes: try reader.content()) else { throw ByteReader.Failure() }
    return .measured(accumulator)
  }
}

/// How often outputs agree.
enum AgreementsSection: MeasurementSection {
  static let tag = "AGRE"
  static let version = 1

  static func write(_ measurement: StoredMeasurement, _ writer: inout ByteWriter) {
    writer.write(measurement.measurement.agreements) { writer, agreement in
      writer.write(agreement.output)
      for flag in [agreement.looksLikeScores, agreement.isDiscrete, agreement.labelsFit] { writer.write(flag) }
      for path in OutputAgreement.counters { writer.write(agreement[keyPath: path]) }
    }
  }

  static func read(_ reader: inout ByteReader, _ draft: inout MeasurementDraft) throws(ByteReader.Failure) {
    draft.agreements = try reader.list { (reader) throws(ByteReader.Failure) in
      var agreement = OutputAgreement(
        output: try reader.text(), looksLikeScores: try reader.flag(), isDiscrete: try reader.flag())
      agreement.labelsFit = try reader.flag()
      for path in OutputAgreement.counters { agreement[keyPath: path] = try reader.count() }
      return agreement
    }
  }
}
