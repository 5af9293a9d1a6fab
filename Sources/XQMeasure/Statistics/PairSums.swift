// What one look at two tensors gives: the sums from which every error metric follows.

import CMetrics
import XQFormats
import XQRuntime

/// Sums over the pairs of elements of two tensors: x of the reference (the float model), y of the other (the
/// quantized one).
///
/// Pairs with an infinite element, or one that is no number, are counted and left out of everything else. Elements of
/// all real types are taken at their exact values, but integers beyond 2^53, which are rounded and counted. The
/// arithmetic is double, in an order that is fixed: the same tensors give the same bits on every machine and in every
/// build.
///
/// Sums of float64 elements beyond 1e154 overflow to infinity, products below 1e-308 vanish; all other types cannot
/// do either.
public struct PairSums: Sendable, Equatable {
  /// Pairs of finite elements.
  public let count: Int
  /// Elements of x that are infinite or no numbers.
  public let referenceNonfinite: Int
  /// Elements of y that are infinite or no numbers.
  public let otherNonfinite: Int
  /// Integer elements, of x and y together, that were rounded to the nearest double.
  public let rounded: Int
  /// Σx².
  public let referenceSquares: Double
  /// Σy².
  public let otherSquares: Double
  /// Σxy.
  public let products: Double
  /// Σ(x-y)².
  public let errorSquares: Double
  /// Σ(x-y).
  public let errors: Double
  /// max |x-y|; 0 without pairs.
  public let largestError: Double
  /// Smallest and largest x; `nil` without pairs.
  public let referenceRange: ClosedRange<Double>?
  /// Smallest and largest y; `nil` without pairs.
  public let otherRange: ClosedRange<Double>?

  /// Why two tensors have no sums.
  public enum Failure: Error, Equatable {
    /// Only tensors of one shape have pairs of elements.
    case shapesDiffer(reference: [Int], other: [Int])
    /// The elements are strings or complex numbers.
    case notReal(ElementType)
    /// A tensor has fewer bytes than its shape needs.
    case tooFewBytes
  }

  /// Looks once at each element.
  ///
  /// Empty tensors give a `count` of 0. Takes time proportional to the number of elements, and no memory.
  public init(reference: Tensor, other: Tensor) throws(Failure) {
    guard reference.shape == other.shape else {
      throw .shapesDiffer(reference: reference.shape, other: other.shape)
    }
    var sums = xq_pair_sums_empty()
    let status = withExtendedLifetime((reference, other)) {
      xq_pair_sums_add(&sums, xq_array(reference), xq_array(other), reference.count)
    }
    switch status {
    case xq_ok: self.init(sums)
    case xq_type_not_real: throw .notReal(reference.type.isReal ? other.type : reference.type)
    default: throw .tooFewBytes
    }
  }

  private init(_ sums: xq_pair_sums) {
    count = Int(sums.pairs)
    referenceNonfinite = Int(sums.nonfinite_x)
    otherNonfinite = Int(sums.nonfinite_y)
    rounded = Int(sums.rounded)
    referenceSquares = sums.sum_xx
    otherSquares = sums.sum_yy
    products = sums.sum_xy
    errorSquares = sums.sum_dd
    errors = sums.sum_d
    largestError = sums.max_abs_d
    // Added to 0, so that -0 becomes 0: which of the two is found would depend on the order.
    referenceRange = sums.pairs > 0 ? (0 + sums.min_x)...(0 + sums.max_x) : nil
    otherRange = sums.pairs > 0 ? (0 + sums.min_y)...(0 + sums.max_y) : nil
  }
}

extension xq_array {
  /// A view of a tensor's bytes, valid while the tensor is kept alive.
  init(_ tensor: Tensor) {
    self.init(type: tensor.type.rawValue, bytes: tensor.bytes.baseAddress, byte_count: tensor.bytes.count)
  }
}

extension ElementType {
  /// Whether the elements are real numbers: neither strings nor complex.
  var isReal: Bool {
    switch self {
    case .string, .complex64, .complex128: false
    default: true
    }
  }
}
