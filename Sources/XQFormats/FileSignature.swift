// What a file is by its first bytes, so that a diagnostic can say more than "not that".

/// Kinds of files that are easily given in the place of another.
enum FileSignature {
  /// A few words for what the bytes look like; `nil` where nothing is recognised.
  static func describe(_ bytes: UnsafeRawBufferPointer) -> String? {
    let head = Array(bytes.prefix(512))
    for (signature, offset, name) in signatures where head.dropFirst(offset).starts(with: signature) { return name }
    if isZip(head) {
      return contains(head, "data.pkl") || contains(head, "/version")
        ? "a PyTorch file (a zip archive with a pickle)"
        : contains(head, ".npy") ? "an .npz archive of arrays" : "a zip archive"
    }
    if head.count > 9, head[7] == 0, head[8] == UInt8(ascii: "{") { return "a safetensors file" }
    if head.count > 1, head[0] == 0x80, (2...5).contains(head[1]) {
      return "a Python pickle, such as an old PyTorch file"
    }
    if isEvents(bytes) { return "an event file of TensorBoard" }
    if contains(head, "version https://git-lfs") { return "a pointer of Git LFS: the file itself was not fetched" }
    return describeText(head)
  }

  static func isZip(_ head: some Collection<UInt8>) -> Bool {
    head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// The version that the first record of an event file states.
  static func isEvents(_ bytes: UnsafeRawBufferPointer) -> Bool { contains(Array(bytes.prefix(64)), "brain.Event:") }

  static func isNpy(_ head: some Collection<UInt8>) -> Bool { head.starts(with: npyMagic) }

  static let npyMagic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  private static let signatures: [(bytes: [UInt8], offset: Int, name: String)] = [
    (npyMagic, 0, "an .npy array"),
    ([0x1F, 0x8B], 0, "a gzip file"),
    ([0x89] + Array("HDF".utf8), 0, "an HDF5 file, such as a Keras model"),
    (Array("TFL3".utf8), 4, "a TensorFlow Lite model"),
    (Array("ORTM".utf8), 4, "a model in ONNX Runtime's own format"),
    (Array("GGUF".utf8), 0, "a GGUF model"),
    ([0x89] + Array("PNG".utf8), 0, "a PNG picture"),
    ([0xFF, 0xD8, 0xFF], 0, "a JPEG picture"),
    ([0x7F] + Array("ELF".utf8), 0, "a program"),
    (Array("%PDF".utf8), 0, "a PDF document"),
  ]

  private static func describeText(_ head: [UInt8]) -> String? {
    guard !head.isEmpty, head.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || (9...13).contains($0) }) else { return nil }
    switch head.first(where: { $0 > 0x20 }) {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return "a JSON text"
    case UInt8(ascii: "<"): return "an XML or HTML text"
    default: return "a text"
    }
  }

  private static func contains(_ head: [UInt8], _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard head.count >= wanted.count else { return false }
    return (0...head.count - wanted.count).contains { head[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
