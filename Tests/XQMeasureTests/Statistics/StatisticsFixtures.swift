// Tensors for the tests of statistics.

import XQFormats
import XQRuntime

private final class Bytes {
  let buffer: UnsafeMutableRawBufferPointer

  init(_ contents: UnsafeRawBufferPointer) {
    buffer = .allocate(byteCount: contents.count, alignment: 64)
    buffer.copyMemory(from: contents)
  }

  deinit { buffer.deallocate() }
}

/// A tensor of elements of any type, which must be as wide as `type` says.
func statisticsTensor<Element: BitwiseCopyable>(
  _ elements: [Element], _ type: ElementType, shape: [Int]? = nil
) -> Tensor {
  let bytes = elements.withUnsafeBytes(Bytes.init)
  return Tensor(
    type: type, shape: shape ?? [elements.count], bytes: UnsafeRawBufferPointer(bytes.buffer), owner: bytes)
}

func statisticsTensor(_ elements: [Float], shape: [Int]? = nil) -> Tensor {
  statisticsTensor(elements, .float32, shape: shape)
}
