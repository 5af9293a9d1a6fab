// How often two tensors have their maximum at the same place: top-1 agreement of classifiers.

import CMetrics
import XQFormats
import XQRuntime

/// In how many rows along the last axis two tensors have their maximum at the same place.
///
/// The first of equal maxima counts; the first value that is no number counts as the maximum, as in numpy. It only
/// means something where the last axis holds classes.
public struct EqualMaxima: Sendable, Equatable {
  /// Rows whose maxima are at the same place.
  public private(set) var equal: Int
  /// Rows in all.
  public private(set) var total: Int

  /// No rows.
  public init() {
    (equal, total) = (0, 0)
  }

  /// Compares the rows of two tensors of one shape. Without a last axis, or with an empty one, there are no rows.
  public init(reference: Tensor, other: Tensor) throws(PairSums.Failure) {
    guard reference.shape == other.shape else {
      throw .shapesDiffer(reference: reference.shape, other: other.shape)
    }
    let columns = reference.shape.last ?? 0
    let rows = columns == 0 ? 0 : reference.count / columns
    var equal: UInt64 = 0
    let status = withExtendedLifetime((reference, other)) {
      xq_count_equal_maxima(xq_array(reference), xq_array(other), rows, columns, &equal)
    }
    switch status {
    case xq_ok: (self.equal, total) = (Int(equal), rows)
    case xq_type_not_real: throw .notReal(reference.type.isReal ? other.type : reference.type)
    default: throw .tooFewBytes
    }
  }

  /// Adds the rows of another comparison.
  public mutating func merge(_ other: EqualMaxima) {
    equal += other.equal
    total += other.total
  }
}
