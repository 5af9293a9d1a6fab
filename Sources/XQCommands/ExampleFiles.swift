// The examples that ship inside the program, behind `example:`.

import CExamples
import XQSystem

/// The models and data of the shipped examples (`example:digits/float`), sorted by name.
///
/// Safe without copying: the bytes are constants of the program, with their size stated beside them by the compiler.
public struct ExampleFiles: ShippedFiles {
  public init() {}

  public var names: [String] {
    (0..<xq_example_count()).compactMap { index in xq_example_at(index).map { String(cString: $0.pointee.name) } }
  }

  /// The bytes of one file, which live as long as the program, and the name it is shown with; `nil` for an unknown name.
  public func file(_ name: String) -> (bytes: UnsafeRawBufferPointer, fileName: String)? {
    for index in 0..<xq_example_count() {
      guard let example = xq_example_at(index)?.pointee, String(cString: example.name) == name else { continue }
      let bytes = UnsafeRawBufferPointer(start: example.bytes, count: example.size)
      return (bytes, String(cString: example.file_name))
    }
    return nil
  }
}
