// Error statistics of one pair of tensors over all batches of a data set.

/// Collects the sums of batches, one after the other or in parts that are merged.
///
/// Which batch came first, and how batches were spread over workers or machines, does not change a bit of the result:
/// all sums over batches are exact (``ExactSum``). Takes about 7 KB.
public struct ErrorAccumulator: Sendable, Equatable {
  /// What the metrics mean at their edges; the same in all that is merged.
  public let convention: MetricConvention
  /// Batches that were added.
  public internal(set) var batches = 0
  /// Batches without a pair of finite elements. They are left out of the means over batches.
  public internal(set) var emptyBatches = 0
  /// Pairs of finite elements.
  public internal(set) var count = 0
  /// Elements of x that are infinite or no numbers.
  public internal(set) var referenceNonfinite = 0
  /// Elements of y that are infinite or no numbers.
  public internal(set) var otherNonfinite = 0
  /// Integer elements that were rounded to the nearest double.
  public internal(set) var rounded = 0
  /// max |x-y|; 0 without pairs.
  public internal(set) var largestError = 0.0
  /// Smallest and largest x; `nil` without pairs.
  public internal(set) var referenceRange: ClosedRange<Double>?
  /// Smallest and largest y; `nil` without pairs.
  public internal(set) var otherRange: ClosedRange<Double>?

  var sums = PooledSums()
  var batchSums = BatchSums()

  /// An accumulator of no batches.
  public init(convention: MetricConvention = .standard) {
    self.convention = convention
  }

  /// Adds one batch.
  public mutating func add(_ batch: PairSums) {
    batches += 1
    count += batch.count
    referenceNonfinite += batch.referenceNonfinite
    otherNonfinite += batch.otherNonfinite
    rounded += batch.rounded
    largestError = max(largestError, batch.largestError)
    referenceRange = Self.union(referenceRange, batch.referenceRange)
    otherRange = Self.union(otherRange, batch.otherRange)
    if batch.count == 0 { emptyBatches += 1 }
    sums.add(batch)
    batchSums.add(ErrorMetrics(batch, convention: convention))
  }

  /// Adds all batches of another accumulator, of the same convention.
  public mutating func merge(_ other: ErrorAccumulator) {
    precondition(convention == other.convention, "accumulators of two conventions cannot be merged")
    for path in Self.counters { self[keyPath: path] = self[keyPath: path].saturatingSum(other[keyPath: path]) }
    largestError = max(largestError, other.largestError)
    referenceRange = Self.union(referenceRange, other.referenceRange)
    otherRange = Self.union(otherRange, other.otherRange)
    sums.merge(other.sums)
    batchSums.merge(other.batchSums)
  }

  /// The metrics over all elements of all batches.
  public var pooled: ErrorMetrics {
    ErrorMetrics(
      ErrorSums(
        count: count, referenceNonfinite: referenceNonfinite, otherNonfinite: otherNonfinite,
        referenceSquares: sums.referenceSquares.value, otherSquares: sums.otherSquares.value,
        products: sums.products.value, errorSquares: sums.errorSquares.value, errors: sums.errors.value,
        largestError: largestError),
      convention: convention)
  }

  /// The mean of each metric over batches, each batch with the same weight; decibels are averaged as decibels.
  ///
  /// Batches without a pair of finite elements are left out. A batch without noise makes the mean of its signal to
  /// noise ratio infinite; +inf and -inf together make it no number. Counts are those of all batches.
  public var batch: ErrorMetrics {
    let counted = batches - emptyBatches
    func mean(_ sum: ExactSum) -> Double? { counted == 0 ? nil : sum.value / Double(counted) }
    return ErrorMetrics(
      mse: mean(batchSums.mse), cosine: mean(batchSums.cosine), sqnrDecibels: mean(batchSums.sqnrDecibels),
      sqnrRatio: mean(batchSums.sqnrRatio), nrmse: mean(batchSums.nrmse), maxAbsolute: mean(batchSums.maxAbsolute),
      bias: mean(batchSums.bias), referenceNonfinite: referenceNonfinite, otherNonfinite: otherNonfinite, count: count)
  }

  private static func union(_ left: ClosedRange<Double>?, _ right: ClosedRange<Double>?) -> ClosedRange<Double>? {
    guard let left, let right else { return left ?? right }
    return min(left.lowerBound, right.lowerBound)...max(left.upperBound, right.upperBound)
  }
}

extension Int {
  /// The sum of two counts. Those that were read from a file may be of any size.
  func saturatingSum(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// Sums over all elements.
struct PooledSums: Sendable, Equatable {
  var referenceSquares = ExactSum()
  var otherSquares = ExactSum()
  var products = ExactSum()
  var errorSquares = ExactSum()
  var errors = ExactSum()

  /// Each sum, and what a batch adds to it.
  static let parts: [(sum: WritableKeyPath<Self, ExactSum> & Sendable, term: KeyPath<PairSums, Double> & Sendable)] = [
    (\.referenceSquares, \.referenceSquares), (\.otherSquares, \.otherSquares), (\.products, \.products),
    (\.errorSquares, \.errorSquares), (\.errors, \.errors),
  ]

  mutating func add(_ batch: PairSums) {
    for part in Self.parts { self[keyPath: part.sum].add(batch[keyPath: part.term]) }
  }

  mutating func merge(_ other: PooledSums) {
    for part in Self.parts { self[keyPath: part.sum].merge(other[keyPath: part.sum]) }
  }
}

/// Sums of the metrics of batches.
struct BatchSums: Sendable, Equatable {
  var mse = ExactSum()
  var cosine = ExactSum()
  var sqnrDecibels = ExactSum()
  var sqnrRatio = ExactSum()
  var nrmse = ExactSum()
  var maxAbsolute = ExactSum()
  var bias = ExactSum()

  /// Each sum, and the metric that it is of.
  static let parts:
    [(sum: WritableKeyPath<Self, ExactSum> & Sendable, term: KeyPath<ErrorMetrics, Double?> & Sendable)] = [
      (\.mse, \.mse), (\.cosine, \.cosine), (\.sqnrDecibels, \.sqnrDecibels), (\.sqnrRatio, \.sqnrRatio),
      (\.nrmse, \.nrmse), (\.maxAbsolute, \.maxAbsolute), (\.bias, \.bias),
    ]

  mutating func add(_ metrics: ErrorMetrics) {
    for part in Self.parts {
      // All are missing in a batch without elements.
      if let term = metrics[keyPath: part.term] { self[keyPath: part.sum].add(term) }
    }
  }

  mutating func merge(_ other: BatchSums) {
    for part in Self.parts { self[keyPath: part.sum].merge(other[keyPath: part.sum]) }
  }
}
