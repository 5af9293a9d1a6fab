// Tensors and the library's values: neither direction copies the elements.
//
// Unsafe memory here: a tensor made of a value points into it and keeps it alive; a value made of a tensor points
// into the tensor, and the caller keeps the tensor alive until the run has ended.

import COnnxRuntime
import XQFormats

extension OnnxRuntimeLibrary {
  /// A value over a tensor's bytes, of which there are enough; the library does not write to inputs.
  ///
  /// Elements that do not lie where their type wants them (inside an archive, say) are copied.
  func value(over tensor: Tensor) throws(OnnxRuntimeFailure) -> OnnxRuntimeObject {
    let byteCount = tensor.type.byteCount(of: tensor.count) ?? 0
    let alignment = max(1, (tensor.type.bits ?? 8) / 8)
    let address = tensor.bytes.baseAddress
    let isUsable = address != nil && UInt(bitPattern: address) % UInt(alignment) == 0
    let copy: UnsafeMutableRawBufferPointer? =
      isUsable ? nil : .allocate(byteCount: max(1, byteCount), alignment: 64)
    copy?.copyMemory(from: UnsafeRawBufferPointer(rebasing: tensor.bytes.prefix(byteCount)))
    let shape = tensor.shape.map { Int64($0) }
    let bytes = copy?.baseAddress ?? UnsafeMutableRawPointer(mutating: address)
    do throws(OnnxRuntimeFailure) {
      let value = try make {
        ort_create_tensor(table, memory, bytes, byteCount, shape, shape.count, tensor.type.rawValue, $0)
      }
      return OnnxRuntimeObject(value, of: self) { table, value in
        ort_release_value(table, value)
        copy?.deallocate()
      }
    } catch {
      copy?.deallocate()
      throw error
    }
  }
}

extension OnnxRuntimeObject {
  /// The tensor in this value; `nil` for what is no tensor, holds strings, or is of a type newer than this code.
  func tensor() throws(OnnxRuntimeFailure) -> Tensor? {
    let table = library.table
    var kind: Int32 = 0
    // An optional that is empty has no kind: the library then calls it an error.
    if let status = ort_get_value_kind(table, pointer, &kind) {
      ort_release_status(table, status)
      return nil
    }
    guard kind == ValueKind.tensor else { return nil }
    let info = try library.object(releasedBy: ort_release_tensor_info) { ort_get_tensor_info(table, pointer, $0) }
    let (type, shape) = try withExtendedLifetime(info) { () throws(OnnxRuntimeFailure) in
      try library.typeAndShape(info.pointer)
    }
    guard let type, shape.allSatisfy({ $0 >= 0 }), let count = elementCount(shape),
      let byteCount = type.byteCount(of: count)
    else { return nil }
    var start: UnsafeMutableRawPointer?
    try library.check(ort_get_tensor_bytes(table, pointer, &start))
    // A tensor without elements may have no memory, others have.
    guard start != nil || byteCount == 0 else { throw OnnxRuntimeFailure(message: "an output has no memory") }
    return Tensor(
      type: type, shape: shape, bytes: UnsafeRawBufferPointer(start: start, count: byteCount), owner: self)
  }

  private func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }
}

extension OnnxRuntimeLibrary {
  /// Type and shape that a tensor information states, -1 where a dimension is not fixed.
  fileprivate func typeAndShape(_ info: OpaquePointer) throws(OnnxRuntimeFailure) -> (type: ElementType?, shape: [Int])
  {
    var (type, rank): (Int32, Int) = (0, 0)
    try check(ort_get_element_type(table, info, &type))
    try check(ort_get_rank(table, info, &rank))
    var shape = [Int64](repeating: -1, count: rank)
    try check(ort_get_shape(table, info, &shape, rank))
    return (ElementType(rawValue: type), shape.map { Int(clamping: $0) })
  }
}

/// How the library numbers kinds of values.
private enum ValueKind {
  static let tensor: Int32 = 1
}

/// Reads names, types and shapes of a session's inputs and outputs.
struct DescriptionReader {
  private typealias GetName = (
    ort_table?, OpaquePointer?, Int, OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> OpaquePointer?
  private typealias GetType = (ort_table?, OpaquePointer?, Int, UnsafeMutablePointer<OpaquePointer?>?) -> OpaquePointer?

  private let session: OnnxRuntimeObject
  private var library: OnnxRuntimeLibrary { session.library }

  init(_ session: OnnxRuntimeObject) {
    self.session = session
  }

  func inputs() throws(OnnxRuntimeFailure) -> [TensorDescription] {
    var count = 0
    try library.check(ort_get_input_count(library.table, session.pointer, &count))
    return try descriptions(count, ort_get_input_name, ort_get_input_type)
  }

  func outputs() throws(OnnxRuntimeFailure) -> [TensorDescription] {
    var count = 0
    try library.check(ort_get_output_count(library.table, session.pointer, &count))
    return try descriptions(count, ort_get_output_name, ort_get_output_type)
  }

  private func descriptions(
    _ count: Int, _ getName: GetName, _ getType: GetType
  ) throws(OnnxRuntimeFailure) -> [TensorDescription] {
    var descriptions: [TensorDescription] = []
    for index in 0..<count {
      var name: UnsafeMutablePointer<CChar>?
      try library.check(getName(library.table, session.pointer, index, library.allocator, &name))
      guard let name else { throw OnnxRuntimeFailure(message: "an input or output has no name") }
      defer {
        if let status = ort_allocator_free(library.table, library.allocator, name) {
          ort_release_status(library.table, status)
        }
      }
      descriptions.append(try description(String(cString: name), index, getType))
    }
    return descriptions
  }

  private func description(
    _ name: String, _ index: Int, _ getType: GetType
  ) throws(OnnxRuntimeFailure) -> TensorDescription {
    let type = try library.object(releasedBy: ort_release_type_info) {
      getType(library.table, session.pointer, index, $0)
    }
    var info: OpaquePointer?
    try library.check(ort_get_tensor_type(library.table, type.pointer, &info))
    // `info` belongs to `type`.
    return try withExtendedLifetime(type) { () throws(OnnxRuntimeFailure) in
      guard let info else { return TensorDescription(name: name, type: nil, shape: []) }
      let (elements, shape) = try library.typeAndShape(info)
      return TensorDescription(name: name, type: elements, shape: shape)
    }
  }
}
