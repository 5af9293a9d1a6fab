// Layers in groups whose tensors fit the memory that is allowed.

/// Groups of what is measured, in order, by the bytes that their tensors take in a batch.
struct LayerGroups {
  /// What is fetched together: a pair, or a tensor of the float model alone.
  struct Item {
    let layer: String
    let float: String
    let quantized: String?
  }

  /// A layer that does not fit alone, and the bytes that it needs.
  struct TooLarge: Error, Equatable {
    let layer: String
    let bytes: Int
  }

  /// Places among the items.
  let groups: [Range<Int>]

  /// - Parameters:
  ///   - sizes: bytes of the tensors of both models.
  ///   - outputs: of both models; they are fetched with every group.
  init(
    _ items: [Item], sizes: (float: [String: Int], quantized: [String: Int]),
    outputs: (float: [String], quantized: [String]), limit: Int
  ) throws(TooLarge) {
    var fetched = (float: Set(outputs.float), quantized: Set(outputs.quantized))
    let always = fetched
    let base =
      always.float.reduce(0) { $0 + (sizes.float[$1] ?? 0) }
      + always.quantized.reduce(0) { $0 + (sizes.quantized[$1] ?? 0) }
    func more(_ item: Item) -> Int {
      let float = fetched.float.contains(item.float) ? 0 : sizes.float[item.float] ?? 0
      guard let quantized = item.quantized, !fetched.quantized.contains(quantized) else { return float }
      return float + (sizes.quantized[quantized] ?? 0)
    }
    var groups: [Range<Int>] = []
    var (start, size) = (0, base)
    for (place, item) in items.enumerated() {
      if size + more(item) > limit, place > start {
        groups.append(start..<place)
        (start, size, fetched) = (place, base, always)
      }
      size += more(item)
      guard size <= limit else { throw TooLarge(layer: item.layer, bytes: size) }
      fetched.float.insert(item.float)
      if let quantized = item.quantized { fetched.quantized.insert(quantized) }
    }
    if start < items.count { groups.append(start..<items.count) }
    self.groups = groups
  }
}
