// Which tensors are fetched from which model.

/// The tensors that a pass fetches, each once, and where each pair finds its two.
struct Plan {
  let floatTensors: [String]
  let quantizedTensors: [String]
  /// For each pair the places in the two lists.
  let places: [(float: Int, quantized: Int)]
  /// For each site of which facts are collected the place of its tensor.
  let sitePlaces: [Int]

  init(_ pairs: [LayerPair], sites: [SiteRequest]) {
    var float = UniqueNames()
    var quantized = UniqueNames()
    places = pairs.map { (float.place(of: $0.tensor), quantized.place(of: $0.partner)) }
    sitePlaces = sites.map { float.place(of: $0.tensor) }
    floatTensors = float.names
    quantizedTensors = quantized.names
  }
}

/// Names in order of first appearance.
private struct UniqueNames {
  private(set) var names: [String] = []
  private var places: [String: Int] = [:]

  mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
