// Error statistics of one pair of tensors over all batches of a data set.

/// Collects the sums of batches, one after the other or in parts that are merged.
///
/// Which batch came first, and how batches were spread over workers or machines, does not change a bit of the result:
/// all sums over batches are exact (``ExactSum``). Takes about 7 KB.
public struct ErrorAccumulator: Sendable, Equatable {
  /// What the metrics mean at their edges; the same in all that is merged.
  public let convention: MetricConvention
  /// Batches that were added.
  public private(set) var batches = 0
  /// Batches without a pair of finite elements. They are left out of the means over batches.
  public private(set) var emptyBatches = 0
  /// Pairs of finite elements.
  public private(set) var count = 0
  /// Elements of x that are infinite or no numbers.
  public private(set) var referenceNonfinite = 0
  /// Elements of y that are infinite or no numbers.
  public private(set) var otherNonfinite = 0
  /// Integer elements that were rounded to the nearest double.
  public private(set) var rounded = 0
  /// max |x-y|; 0 without pairs.
  public private(set) var largestError = 0.0
  /// Smallest and largest x; `nil` without pairs.
  public private(set) var referenceRange: ClosedRange<Double>?
  /// Smallest and largest y; `nil` without pairs.
  public private(set) var otherRange: ClosedRange<Double>?

  private var sums = PooledSums()
  private var batchSums = BatchSums()

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
    batches += other.batches
    emptyBatches += other.emptyBatches
    count += other.count
    referenceNonfinite += other.referenceNonfinite
    otherNonfinite += other.otherNonfinite
    rounded += other.rounded
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

/// Sums over all elements.
private struct PooledSums: Sendable, Equatable {
  var referenceSquares = ExactSum()
  var otherSquares = ExactSum()
  var products = ExactSum()
  var errorSquares = ExactSum()
  var errors = ExactSum()

  mutating func add(_ batch: PairSums) {
    referenceSquares.add(batch.referenceSquares)
    otherSquares.add(batch.otherSquares)
    products.add(batch.products)
    errorSquares.add(batch.errorSquares)
    errors.add(batch.errors)
  }

  mutating func merge(_ other: PooledSums) {
    referenceSquares.merge(other.referenceSquares)
    otherSquares.merge(other.otherSquares)
    products.merge(other.products)
    errorSquares.merge(other.errorSquares)
    errors.merge(other.errors)
  }
}

/// Sums of the metrics of batches.
private struct BatchSums: Sendable, Equatable {
  var mse = ExactSum()
  var cosine = ExactSum()
  var sqnrDecibels = ExactSum()
  var sqnrRatio = ExactSum()
  var nrmse = ExactSum()
  var maxAbsolute = ExactSum()
  var bias = ExactSum()

  mutating func add(_ metrics: ErrorMetrics) {
    // Without elements all are missing.
    if let value = metrics.mse { mse.add(value) }
    if let value = metrics.cosine { cosine.add(value) }
    if let value = metrics.sqnrDecibels { sqnrDecibels.add(value) }
    if let value = metrics.sqnrRatio { sqnrRatio.add(value) }
    if let value = metrics.nrmse { nrmse.add(value) }
    if let value = metrics.maxAbsolute { maxAbsolute.add(value) }
    if let value = metrics.bias { bias.add(value) }
  }

  mutating func merge(_ other: BatchSums) {
    mse.merge(other.mse)
    cosine.merge(other.cosine)
    sqnrDecibels.merge(other.sqnrDecibels)
    sqnrRatio.merge(other.sqnrRatio)
    nrmse.merge(other.nrmse)
    maxAbsolute.merge(other.maxAbsolute)
    bias.merge(other.bias)
  }
}
