// What a pass must collect so that the facts of all sites can be derived.

/// The tensors and quantizers of which a pass collects facts, and where each is found in the result.
struct FactsPlan {
  let requests: [SiteRequest]
  /// For each site of an activation its place among the requests, by the site's index.
  private(set) var placeOfSite: [Int: Int] = [:]
  private var placeOfTensor: [String: Int] = [:]

  init(_ map: SiteMap) {
    var requests: [SiteRequest] = []
    for (index, site) in map.sites.enumerated() {
      guard let activation = site.activation else { continue }
      placeOfSite[index] = requests.count
      // What is collected of the whole tensor serves for the tensor itself.
      if !activation.isRectified { placeOfTensor[site.tensor] = requests.count }
      requests.append(
        SiteRequest(
          tensor: map.models.measured(site.tensor), quantizer: activation.quantizer,
          channelAxis: activation.concatAxis ?? (activation.producerOp == "Conv" ? 1 : nil),
          isRectified: activation.isRectified))
    }
    for tensor in Self.plainTensors(map) where placeOfTensor[tensor] == nil {
      placeOfTensor[tensor] = requests.count
      requests.append(SiteRequest(tensor: map.models.measured(tensor), quantizer: nil))
    }
    self.requests = requests
  }

  /// Tensors whose power or limits are wanted, whatever quantizes them.
  private static func plainTensors(_ map: SiteMap) -> [String] {
    map.sites.flatMap { site -> [String] in
      switch site.detail {
      case .activation(let activation):
        activation.concatInputs.filter(map.models.float.graph.dependsOnInput.contains)
          + (activation.isRectified && !activation.siblings.isEmpty ? [site.tensor] : [])
      case .constant(let constant): site.kind == .bias ? [constant.consumerOutput] : []
      }
    }
  }

  /// The place of what was collected of a tensor as it is.
  func place(of tensor: String) -> Int? { placeOfTensor[tensor] }
}
