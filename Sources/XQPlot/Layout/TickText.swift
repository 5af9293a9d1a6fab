// A number at a tick, with as many digits as its step has.

import Glibc
import XQLanguage

enum TickText {
  static func text(_ value: Double, step: Double) -> String {
    guard step > 0, step.isFinite else { return NumberText.significant(value, 3) }
    let exponent = Int((log10(step) + 1e-9).rounded(.down))
    if abs(value) >= 1e6 || exponent < -9 { return NumberText.significant(value, 3) }
    return NumberText.decimals(value, max(0, -exponent))
  }
}
