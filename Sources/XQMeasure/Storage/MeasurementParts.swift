// Parts of one measurement, put together: none twice, none of something else.

import XQFormats
import XQSystem

/// Why parts do not make one measurement.
public enum PartsError: Error, Sendable {
  /// A part that cannot be read.
  case unusable(FormatError)
  /// A part of something else than the first one: what is not the same, as each has it.
  case foreign(part: String, first: String, differences: [(name: String, first: String, part: String)])
  /// A part that measured other data sets than the first one, by their names.
  case otherDataSets(part: String, first: String, has: [String], wanted: [String])
  /// Two parts that hold the same samples, counted from 0.
  case double(part: String, other: String, role: Comparison.Role, samples: Range<Int>)
  /// Samples that no part holds, counted from 0; where all parts are slices of one count, the numbers of those that are missing.
  case missing(role: Comparison.Role, samples: [Range<Int>], of: Int, slices: [Int], count: Int?)
}

/// What several files hold together.
public struct MeasurementParts: Sendable {
  /// In the order of ``Comparison/Role``.
  public let measurements: [StoredMeasurement]
  /// The files as the user named them.
  public let files: [String]

  /// Reads and merges files of ``MeasurementFile``, in any order.
  ///
  /// - Parameter allowsMissing: whether samples may be missing; else together they must be the whole data.
  /// - Throws: ``PartsError``.
  public init(_ paths: [String], allowsMissing: Bool = false, access: FileAccess) throws(PartsError) {
    var parts: [(path: String, file: MeasurementFile)] = []
    for path in paths {
      do throws(FormatError) {
        parts.append((path, try MeasurementFile(path, access: access)))
      } catch {
        throw .unusable(error)
      }
    }
    try self.init(merging: parts, allowsMissing: allowsMissing)
  }

  /// Merges parts that were read, each with the name by which it is known.
  public init(
    merging parts: [(path: String, file: MeasurementFile)], allowsMissing: Bool = false
  ) throws(PartsError) {
    guard let first = parts.first else { throw Self.noParts }
    for part in parts.dropFirst() { try Self.requireSame(part, first) }
    var measurements: [StoredMeasurement] = []
    for place in first.file.measurements.indices {
      measurements.append(
        try Self.merged(parts.map { ($0.path, $0.file.measurements[place]) }, allowsMissing: allowsMissing))
    }
    self.measurements = measurements
    files = parts.map(\.path)
  }

  private static let noParts = PartsError.unusable(
    FormatError(.missing, file: "", "no parts are given", advice: ["load part-*.xqm"]))

  private static func requireSame(
    _ part: (path: String, file: MeasurementFile), _ first: (path: String, file: MeasurementFile)
  ) throws(PartsError) {
    let (wanted, has) = (first.file.measurements.map(\.role.rawValue), part.file.measurements.map(\.role.rawValue))
    guard wanted == has else {
      throw .otherDataSets(part: part.path, first: first.path, has: has, wanted: wanted)
    }
    for (ours, theirs) in zip(first.file.measurements, part.file.measurements) {
      var differences = ours.identity.differences(theirs.identity).map { name, ours, theirs in
        (name: name, first: ours.map(words) ?? "nothing", part: theirs.map(words) ?? "nothing")
      }
      // Follows from equal identities, but in files that somebody made up.
      let (all, others) = (ours.measurement, theirs.measurement)
      if differences.isEmpty, ours.pairs.map(\.layer) != theirs.pairs.map(\.layer) {
        differences = [("layers", "\(ours.pairs.count)", "\(theirs.pairs.count)")]
      }
      if differences.isEmpty, all.coverage.batchCount != others.coverage.batchCount {
        differences = [("number of batches", "\(all.coverage.batchCount)", "\(others.coverage.batchCount)")]
      }
      if differences.isEmpty, all.options.convention != others.options.convention {
        differences = [("convention of metrics", all.options.convention.name, others.options.convention.name)]
      }
      guard differences.isEmpty else {
        throw .foreign(part: part.path, first: first.path, differences: differences)
      }
    }
  }

  /// A digest is shown by its first digits, behind the name of what it is of.
  private static func words(_ fact: MeasurementIdentity.Fact) -> String {
    guard fact.value.utf8.count == 64 else { return fact.value }
    return "'\(fact.label)' (\(fact.value.prefix(8)))"
  }

  private static func merged(
    _ parts: [(path: String, measurement: StoredMeasurement)], allowsMissing: Bool
  ) throws(PartsError) -> StoredMeasurement {
    // By their start, so that each part can only meet the one before it.
    func start(_ part: StoredMeasurement) -> Int { part.measurement.coverage.pieces.first?.batches.lowerBound ?? .max }
    let ordered = parts.indices.sorted { (start(parts[$0].measurement), $0) < (start(parts[$1].measurement), $1) }
    guard let first = ordered.first else { throw noParts }
    var whole = parts[first].measurement
    for (place, index) in ordered.enumerated().dropFirst() {
      let part = parts[index]
      if whole.measurement.coverage.overlap(part.measurement.measurement.coverage) != nil {
        for other in ordered[..<place] {
          guard
            let samples = parts[other].measurement.measurement.coverage.overlap(part.measurement.measurement.coverage)
          else { continue }
          throw .double(part: part.path, other: parts[other].path, role: whole.role, samples: samples)
        }
      }
      whole.merge(part.measurement)
    }
    guard allowsMissing || whole.measurement.coverage.isWhole else {
      throw missing(whole, parts.map(\.measurement.measurement.options.slice))
    }
    return whole
  }

  private static func missing(_ whole: StoredMeasurement, _ slices: [SampleSlice]) -> PartsError {
    let count = Set(slices.map(\.count)).count == 1 ? slices.first?.count : nil
    let present = Set(slices.map(\.number))
    let coverage = whole.measurement.coverage
    return .missing(
      role: whole.role, samples: coverage.missing, of: coverage.sampleCount,
      slices: count.map { (1...$0).filter { !present.contains($0) } } ?? [], count: count)
  }
}

extension MeasurementFile {
  /// Reads the file at `path`.
  public init(_ path: String, access: FileAccess) throws(FormatError) {
    let bytes: FileBytes
    do throws(FileError) { bytes = try access.read(path) } catch { throw FormatError(error) }
    try self.init(bytes)
  }
}
