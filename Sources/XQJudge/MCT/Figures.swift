// Numbers in the sentences of findings.

import Glibc

enum Figures {
  /// Three significant digits, such as `20.9` or `1.2e-05`.
  static func text(_ value: Double) -> String {
    withVaList([value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 32)
      let count = vsnprintf(&buffer, buffer.count, "%.3g", arguments)
      return String(decoding: buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}
