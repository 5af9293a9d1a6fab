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
    var reader = ByteReader(bytes)
    guard reader.byte() == 1, let convention = reader.byte(), convention <= 1 else { return nil }
    self.init(convention: convention == 0 ? .standard : .modelCompressionToolkit)
    for path in Self.counters {
      // Far more than can be counted, and far from where a sum of counts overflows.
      guard let count = reader.word(), count < 1 << 53 else { return nil }
      self[keyPath: path] = Int(count)
    }
    guard let largest = reader.double(), largest >= 0, case .some(let x) = reader.range(),
      case .some(let y) = reader.range()
    else { return nil }
    // Without pairs there are no limits, with pairs there are.
    guard (x == nil) == (count == 0), (y == nil) == (count == 0), emptyBatches <= batches else { return nil }
    (largestError, referenceRange, otherRange) = (largest, x, y)
    for part in PooledSums.parts {
      guard let sum = reader.sum() else { return nil }
      sums[keyPath: part.sum] = sum
    }
    for part in BatchSums.parts {
      guard let sum = reader.sum() else { return nil }
      batchSums[keyPath: part.sum] = sum
    }
    guard reader.isAtEnd else { return nil }
  }

  private static let counters: [WritableKeyPath<Self, Int> & Sendable] = [
    \.batches, \.emptyBatches, \.count, \.referenceNonfinite, \.otherNonfinite, \.rounded,
  ]
}

/// Takes values from the front of bytes; `nil` where they end too early.
private struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) {
    rest = Array(bytes)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8? { rest.popFirst() }

  mutating func word() -> UInt64? {
    guard rest.count >= 8 else { return nil }
    defer { rest.removeFirst(8) }
    return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func double() -> Double? { word().map(Double.init(bitPattern:)) }

  /// A range, or that there is none.
  mutating func range() -> ClosedRange<Double>?? {
    guard let lower = double(), let upper = double() else { return nil }
    if lower.isNaN && upper.isNaN { return .some(nil) }
    // Also false for one that is no number.
    guard lower <= upper else { return nil }
    return .some(lower...upper)
  }

  mutating func sum() -> ExactSum? {
    guard let low = byte(), let high = byte() else { return nil }
    let length = Int(low) | Int(high) << 8
    guard rest.count >= length else { return nil }
    defer { rest.removeFirst(length) }
    return ExactSum(bytes: rest.prefix(length))
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian word: UInt64) {
    append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) })
  }
}
