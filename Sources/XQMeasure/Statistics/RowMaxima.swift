// Which class each row of scores names.

import CMetrics
import XQFormats
import XQRuntime

extension Tensor {
  /// For each row along the last axis the place of its maximum: the class that a classifier names.
  ///
  /// The first of equal maxima counts; the first value that is no number counts as the maximum, as in numpy. `nil` without
  /// a last axis, with an empty one, and for elements that are no real numbers.
  func rowMaxima() -> [Int64]? {
    guard let columns = shape.last, columns > 0 else { return nil }
    let rows = count / columns
    var places = [Int64](repeating: 0, count: rows)
    let status = withExtendedLifetime(self) { xq_row_maxima(xq_array(self), rows, columns, &places) }
    return status == xq_ok ? places : nil
  }
}
