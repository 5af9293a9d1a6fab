// Whether work was stopped by the user.

import XQMeasure

extension MeasureError {
  /// Whether the user stopped it: no reason to go on with something else.
  var isCancelled: Bool { if case .engine(.cancelled, _) = self { true } else { false } }
}
