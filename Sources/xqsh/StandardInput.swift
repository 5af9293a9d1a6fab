// Standard input, whole.

import Glibc

enum StandardInput {
  /// All of it, `nil` where reading failed.
  static func readAll() -> [UInt8]? {
    var bytes: [UInt8] = []
    while let more = readSome() {
      if more.isEmpty { return bytes }
      bytes += more
    }
    return nil
  }

  /// What can be read now, empty at the end, `nil` where reading failed.
  private static func readSome() -> [UInt8]? {
    while true {
      // The closure gets memory of that size and says how much of it was filled.
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
        count = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        filled = max(0, count)
      }
      if count >= 0 { return bytes }
      if errno != EINTR { return nil }
    }
  }
}
