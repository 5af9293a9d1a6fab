// How many elements of two tensors are the same number.

import CMetrics
import XQRuntime

extension Tensor {
  /// The number of places at which another tensor of the same shape holds the same number, of whatever type. Integers
  /// beyond 2^53 are rounded before. `nil` for elements that are no real numbers.
  func countEqualElements(_ other: Tensor) -> Int? {
    guard shape == other.shape else { return nil }
    var equal: UInt64 = 0
    let status = withExtendedLifetime((self, other)) { xq_count_equal(xq_array(self), xq_array(other), count, &equal) }
    return status == xq_ok ? Int(equal) : nil
  }
}
