// Parts of a data set that are measured apart, and which of its samples a measurement is of.

/// One of equal parts of a data set, in whole batches: `3/16`.
///
/// The same batches are fed in a slice as in a whole pass, so that means over batches stay what they are. Where there are more
/// slices than batches some are empty.
public struct SampleSlice: Sendable, Hashable {
  /// From 1.
  public let number: Int
  public let count: Int

  /// The most slices that a data set may have.
  public static let largestCount = 1_000_000

  /// All samples.
  public static let whole = SampleSlice(unchecked: 1, of: 1)

  /// `nil` for a number that is not from 1 to `count`, and for more than a million slices.
  public init?(_ number: Int, of count: Int) {
    guard (1...Self.largestCount).contains(count), (1...count).contains(number) else { return nil }
    self.init(unchecked: number, of: count)
  }

  private init(unchecked number: Int, of count: Int) { (self.number, self.count) = (number, count) }

  /// Its batches of so many: slices differ by one batch at most, and lie one behind the other.
  public func batches(of all: Int) -> Range<Int> { start(number - 1, all)..<start(number, all) }

  /// number × all / count, without the product of two large numbers.
  private func start(_ number: Int, _ all: Int) -> Int {
    let (share, rest) = all.quotientAndRemainder(dividingBy: count)
    return number * share + number * rest / count
  }
}

extension SampleSlice: CustomStringConvertible {
  public var description: String { "\(number)/\(count)" }

  /// `3/16`; `nil` for any other text, and for a number that is not from 1 to the count.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let number = Int(parts[0]), let count = Int(parts[1])
    else { return nil }
    self.init(number, of: count)
  }
}

/// Which samples of a data set were measured.
public struct SampleCoverage: Sendable, Equatable {
  /// A piece of the data set: whole batches.
  public struct Piece: Sendable, Equatable {
    /// From 0.
    public let batches: Range<Int>
    /// From 0.
    public let samples: Range<Int>
  }

  /// In order, apart from each other, none empty.
  public private(set) var pieces: [Piece]
  /// Batches of the data set.
  public let batchCount: Int
  /// Samples of the data set.
  public let sampleCount: Int

  init(_ piece: Piece, batchCount: Int, sampleCount: Int) {
    pieces = piece.batches.isEmpty ? [] : [piece]
    (self.batchCount, self.sampleCount) = (batchCount, sampleCount)
  }

  init(pieces: [Piece], batchCount: Int, sampleCount: Int) {
    (self.pieces, self.batchCount, self.sampleCount) = ([], batchCount, sampleCount)
    for piece in pieces where !piece.batches.isEmpty { insert(piece) }
  }

  public var isWhole: Bool { pieces.count == 1 && pieces[0].batches == 0..<batchCount }

  /// The samples that were not measured, in order.
  public var missing: [Range<Int>] {
    var gaps: [Range<Int>] = []
    var end = 0
    for piece in pieces {
      if piece.samples.lowerBound > end { gaps.append(end..<piece.samples.lowerBound) }
      end = piece.samples.upperBound
    }
    if end < sampleCount { gaps.append(end..<sampleCount) }
    return gaps
  }

  /// The first samples that both were measured on; `nil` where there are none.
  public func overlap(_ other: SampleCoverage) -> Range<Int>? {
    for piece in pieces {
      for theirs in other.pieces where piece.batches.overlaps(theirs.batches) {
        return piece.samples.clamped(to: theirs.samples)
      }
    }
    return nil
  }

  /// Adds what another one covers, of the same data set, and nothing that this one covers.
  mutating func merge(_ other: SampleCoverage) {
    for piece in other.pieces { insert(piece) }
  }

  private mutating func insert(_ piece: Piece) {
    let place = pieces.firstIndex { $0.batches.lowerBound > piece.batches.lowerBound } ?? pieces.count
    pieces.insert(piece, at: place)
    var joined: [Piece] = []
    for piece in pieces {
      if let last = joined.last, last.batches.upperBound == piece.batches.lowerBound {
        joined[joined.count - 1] = Piece(
          batches: last.batches.lowerBound..<piece.batches.upperBound,
          samples: last.samples.lowerBound..<piece.samples.upperBound)
      } else {
        joined.append(piece)
      }
    }
    pieces = joined
  }
}
