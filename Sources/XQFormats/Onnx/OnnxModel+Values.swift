// The values of constants: read when asked for.

import XQSystem

/// The elements of one constant tensor, in C order.
public struct TensorValues: Sendable {
  public let type: ElementType
  public let shape: [Int]
  /// Little-endian elements, two 4-bit ones a byte with the first in the low half.
  public let view: ByteView

  /// `view` must hold the bytes of all elements.
  public init(type: ElementType, shape: [Int], view: ByteView) {
    self.type = type
    self.shape = shape
    self.view = view
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The elements as real numbers: exact for every type up to 24 bits of precision, else rounded to nearest.
  public func floats() -> [Float] { ElementDecoding.floats(view.bytes, type, count) }

  /// One element as ``floats()`` gives it, by its place in C order; the others are not decoded. Not a number for strings
  /// and complex numbers.
  public func float(at place: Int) -> Float {
    precondition(place >= 0 && place < count, "there is no such element")
    guard let bits = type.bits else { return .nan }
    let (first, inside) = bits < 8 ? (place * bits / 8, place % (8 / bits)) : (place * (bits / 8), 0)
    let part = view.slice(first..<first + max(bits / 8, 1))
    return ElementDecoding.floats(part.bytes, type, inside + 1).last ?? .nan
  }

  /// The elements of an integer or Boolean type; `nil` for other types, or where one is beyond `Int64`.
  public func integers() -> [Int64]? { ElementDecoding.integers(view.bytes, type, count) }
}

extension OnnxModel {
  /// The values of an initializer, or of a tensor in an attribute, of this model.
  ///
  /// Data that lie raw in the model's file are not copied; external data are mapped.
  ///
  /// - Throws: for strings, damaged arrays, files that changed since, and external data that are no longer there.
  public func readInitializer(_ initializer: Initializer) throws(FormatError) -> TensorValues {
    guard let byteCount = initializer.type.byteCount(of: initializer.count) else {
      throw error(.unsupported, initializer, "holds strings; wanted numbers")
    }
    let view: ByteView
    switch initializer.location {
    case .raw(let range):
      try bytes.requireUnchanged()
      guard range.lowerBound >= 0, range.upperBound <= bytes.count, range.count == byteCount else {
        throw error(.invalid, initializer, "does not belong to this model")
      }
      view = ByteView(bytes.bytes, owner: bytes).slice(range)
    case .typed(let message):
      try bytes.requireUnchanged()
      guard message.lowerBound >= 0, message.upperBound <= bytes.count,
        let decoded = TypedArrays.decode(bytes.bytes, message, of: initializer.type, count: initializer.count)
      else {
        throw error(.invalid, initializer, "has data that do not fit its shape \(Shape.text(initializer.shape))")
      }
      let buffer = AlignedBuffer(byteCount: decoded.count)
      buffer.bytes.copyBytes(from: decoded)
      view = buffer.view
    case .external(let path, let offset, let length):
      guard let modelFolder else { throw error(.unsupported, initializer, "has external data and lies in no folder") }
      let data = try modelFolder.access.contents(modelFolder.locate(path, for: initializer.name))
      guard offset >= 0, length == byteCount, offset <= data.count, length <= data.count - offset else {
        throw error(.truncated, initializer, "has external data beyond the end of '\(path)'")
      }
      view = ByteView(data.bytes, owner: data).slice(offset..<offset + length)
    }
    return TensorValues(type: initializer.type, shape: initializer.shape, view: view)
  }

  /// The value of a tensor that never changes: an initializer, or the output of a `Constant` node.
  ///
  /// - Returns: `nil` where it is computed, fed, or cannot be read.
  public func constant(_ name: String) -> TensorValues? {
    if let initializer = graph.initializers[name] { return try? readInitializer(initializer) }
    guard let index = graph.producer[name], graph.nodes[index].op == "Constant", graph.nodes[index].domain.isEmpty
    else {
      return nil
    }
    for (key, attribute) in graph.nodes[index].attributes {
      switch (key, attribute) {
      case ("value", .tensor(let tensor)): return try? readInitializer(tensor)
      case ("value_float", .float(let value)): return inMemory([value], .float32, [])
      case ("value_floats", .floats(let values)): return inMemory(values, .float32, [values.count])
      case ("value_int", .int(let value)): return inMemory([value], .int64, [])
      case ("value_ints", .ints(let values)): return inMemory(values, .int64, [values.count])
      default: continue
      }
    }
    return nil
  }

  private func inMemory<Element: BitwiseCopyable>(_ elements: [Element], _ type: ElementType, _ shape: [Int])
    -> TensorValues
  {
    let buffer = AlignedBuffer(byteCount: elements.count * MemoryLayout<Element>.stride)
    elements.withUnsafeBytes { buffer.bytes.copyMemory(from: $0) }
    return TensorValues(type: type, shape: shape, view: buffer.view)
  }

  private func error(_ kind: FormatError.Kind, _ initializer: Initializer, _ problem: String) -> FormatError {
    FormatError(kind, file: bytes.displayName, subject: initializer.name, problem)
  }
}
