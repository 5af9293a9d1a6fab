// Error statistics in a form that another machine or a later run can merge.

extension ErrorAccumulator {
  /// The statistics in a form that can be kept in a file: equal statistics have equal bytes.
  ///
  /// A byte 1 (the version of this form); a byte for the convention (0 standard, 1 Model Compression Toolkit's); 8
  /// bytes each, little-endian: batches, empty batches, pairs, elements of x and of y that are not finite, rounded
  /// elements, the pattern of the largest error, and the patterns of the limits of x and y (not a number where there
  /// are none); then each sum, two bytes of length before its ``ExactSum/bytes``.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = [1, convention == .standard ? 0 : 1]
    for path in Self.counters { bytes.append(littleEndian: UInt64(self[keyPath: path])) }
    bytes.append(littleEndian: largestError.bitPattern)
    for range in [referenceRange, otherRange] {
      bytes.append(littleEndian: (range?.lowerBound ?? .nan).bitPattern)
      bytes.append(littleEndian: (range?.upperBound ?? .nan).bitPattern)
    }
    let all = PooledSums.parts.map { sums[keyPath: $0.sum] } + BatchSums.parts.map { batchSums[keyPath: $0.sum] }
    for sum in all.map(\.bytes) { bytes += [UInt8(sum.count & 0xff), UInt8(sum.count >> 8)] + sum }
    return bytes
  }

  /// The statistics that have these ``bytes``; `nil` for bytes that no statistics have.
  public init?(bytes: some Collection<UInt8>) {
    do throws(ByteReader.Failure) {
      var reader = ByteReader(bytes)
      try self.init(&reader)
    } catch {
      return nil
    }
  }

  private init(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    guard try reader.byte() == 1 else { throw ByteReader.Failure() }
    self.init(convention: try reader.flag() ? .modelCompressionToolkit : .standard)
    for path in Self.counters { self[keyPath: path] = try reader.count() }
    largestError = try reader.double()
    referenceRange = try reader.range()
    otherRange = try reader.range()
    // Without pairs there are no limits, with pairs there are. Also false for a largest error that is no number.
    guard largestError >= 0, (referenceRange == nil) == (count == 0), (otherRange == nil) == (count == 0),
      emptyBatches <= batches
    else { throw ByteReader.Failure() }
    for part in PooledSums.parts { sums[keyPath: part.sum] = try reader.sum() }
    for part in BatchSums.parts { batchSums[keyPath: part.sum] = try reader.sum() }
    guard reader.isAtEnd else { throw ByteReader.Failure() }
  }

  /// What is counted.
  static let counters: [WritableKeyPath<Self, Int> & Sendable] = [
    \.batches, \.emptyBatches, \.count, \.referenceNonfinite, \.otherNonfinite, \.rounded,
  ]
}

extension ByteReader {
  /// A range, or that there is none.
  fileprivate mutating func range() throws(Failure) -> ClosedRange<Double>? {
    let (lower, upper) = (try double(), try double())
    if lower.isNaN && upper.isNaN { return nil }
    // Also false for one that is no number.
    guard lower <= upper else { throw Failure() }
    return lower...upper
  }

  fileprivate mutating func sum() throws(Failure) -> ExactSum {
    let length = Int(try byte()) | Int(try byte()) << 8
    guard let sum = ExactSum(bytes: try take(length)) else { throw Failure() }
    return sum
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian word: UInt64) {
    append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) })
  }
}
