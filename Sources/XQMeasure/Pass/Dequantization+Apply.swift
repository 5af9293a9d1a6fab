// Integer tensors as real numbers.

import CMetrics
import XQFormats
import XQRuntime

extension LayerPair.Dequantization {
  /// The real numbers that an integer tensor stands for, in float32 as DequantizeLinear computes them.
  func apply(to tensor: Tensor) throws(PairSums.Failure) -> Tensor {
    let memory = ElementMemory<Float>(count: tensor.count)
    let status = withExtendedLifetime(tensor) {
      xq_dequantize(xq_array(tensor), Double(zeroPoint), scale, tensor.count, memory.elements.baseAddress)
    }
    switch status {
    case xq_ok: break
    case xq_type_not_real: throw .notReal(tensor.type)
    default: throw .tooFewBytes
    }
    return Tensor(type: .float32, shape: tensor.shape, bytes: memory.bytes, owner: memory)
  }
}
