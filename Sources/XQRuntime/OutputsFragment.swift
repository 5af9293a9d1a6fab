// Makes inner tensors of a model its outputs, without parsing or copying the model.

/// The bytes which, put behind those of a model, add graph outputs of these names.
///
/// Protocol Buffers merge a message that occurs twice: a `ModelProto` that holds nothing but `graph { output { name }
/// ... }` adds to the outputs that are there. Type and shape are found by the engine.
func outputsFragment(_ names: [String]) -> [UInt8] {
  // GraphProto.output is field 12, ValueInfoProto.name field 1, ModelProto.graph field 7.
  let outputs = names.flatMap { field(12, field(1, Array($0.utf8))) }
  return names.isEmpty ? [] : field(7, outputs)
}

/// A field whose value has a length: number and kind, length, bytes.
private func field(_ number: UInt64, _ body: [UInt8]) -> [UInt8] {
  varint(number << 3 | 2) + varint(UInt64(body.count)) + body
}

/// Seven bits a byte, the lowest first; the highest bit of a byte says that more follow.
private func varint(_ value: UInt64) -> [UInt8] {
  var (value, bytes): (UInt64, [UInt8]) = (value, [])
  while value >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
    value >>= 7
  }
  return bytes + [UInt8(value)]
}
