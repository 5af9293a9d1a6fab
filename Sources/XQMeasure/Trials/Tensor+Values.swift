// Tensors made of numbers at hand.

import XQFormats
import XQRuntime

/// Memory for the elements of one tensor, freed with the object.
///
/// Unsafe memory here: it is filled before anybody else sees it, and nobody writes to it afterwards.
final class ElementMemory<Element: BitwiseCopyable> {
  let elements: UnsafeMutableBufferPointer<Element>

  init(count: Int) { elements = .allocate(capacity: max(count, 1)) }

  deinit { elements.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(elements) }
}

extension Tensor {
  /// `floats` must be as many as the shape has elements.
  convenience init(floats: [Float], shape: [Int]) {
    self.init(.float32, floats, shape: shape)
  }

  /// A scalar bool.
  convenience init(bool: Bool) { self.init(.bool, [UInt8(bool ? 1 : 0)], shape: []) }

  /// A scalar integer, cut to the width of its type.
  convenience init(integer: Int, _ type: ElementType) { self.init(type, [Int64(integer)], shape: []) }

  /// Elements of whole bytes lie little-endian: a wider integer begins with the bytes of a narrower one.
  private convenience init<Element: BitwiseCopyable>(_ type: ElementType, _ elements: [Element], shape: [Int]) {
    let memory = ElementMemory<Element>(count: elements.count)
    _ = memory.elements.update(fromContentsOf: elements)
    self.init(type: type, shape: shape, bytes: memory.bytes, owner: memory)
  }
}
