// The quantized model with a switch at every site.

import XQFormats
import XQRuntime

/// A model whose quantizers are inputs: scales, zero points and the values of constants, and for each activation whether
/// it is quantized at all.
///
/// Fed with what the quantized model has, it computes what the quantized model computes, bit for bit with plain kernels.
struct TrialGraph {
  let model: OnnxModel
  /// As the sites.
  let controls: [SiteControl]

  /// - Parameters:
  ///   - branches: the sites that get a second quantizer, for states that the first one cannot take.
  ///   - ranks: dimensions of tensors, by site, where they are known.
  init(_ siteMap: SiteMap, branches: Set<Int>, ranks: [Int: Int]) throws(FormatError) {
    var builder = TrialGraphBuilder(siteMap)
    var controls: [SiteControl] = []
    for (index, site) in siteMap.sites.enumerated() {
      switch site.detail {
      case .activation(let activation):
        controls.append(
          .activation(
            try builder.add(activation, of: site, hasBranch: branches.contains(index), rank: ranks[index])))
      case .constant(let constant): controls.append(.constant(try builder.add(constant, of: site)))
      }
    }
    self.controls = controls
    model = try builder.rewiring.editor.model()
  }
}

private struct TrialGraphBuilder {
  var rewiring: SiteRewiring
  private let siteMap: SiteMap

  init(_ siteMap: SiteMap) {
    self.siteMap = siteMap
    rewiring = SiteRewiring(siteMap)
  }

  // MARK: - Activations

  mutating func add(
    _ activation: ActivationSite, of site: Site, hasBranch: Bool, rank: Int?
  ) throws(FormatError) -> ActivationControl {
    guard let nodes = rewiring.nodes(of: activation) else { throw error(site, "is written by no operator") }
    let form = form(activation, nodes)
    var needsBranch = hasBranch
    if case .fixed = form { needsBranch = true }
    // Without Round and Clip of the newer form a site can only be set to float.
    needsBranch = needsBranch && rewiring.hasRoundAndClip
    let plain = rewiring.unquantized(activation, nodes)
    let isOn = input("on", .bool, scalar: true)
    var (other, branch) = (plain, ActivationControl.Branch?.none)
    if needsBranch {
      let made = ActivationControl.Branch(
        isUsed: input("branch", .bool, scalar: true), scale: input("scales", .float32, scalar: false),
        zeroPoint: input("zeroPoints", .float32, scalar: false), steps: input("steps", .float32, scalar: true))
      let quantized = rewiring.addQuantizer(
        of: plain, scale: made.scale, zeroPoint: made.zeroPoint, steps: made.steps, nodes)
      other = rewiring.editor.freeName("\(activation.source)/other")
      rewiring.editor.insert([NewNode("Where", [made.isUsed, quantized, plain], [other])], before: nodes.first)
      branch = made
    }
    let parameters = addParameters(form, nodes)
    rewiring.putBehind(activation, nodes) { quantized, result in
      NewNode("Where", [isOn, quantized, other], [result])
    }
    return ActivationControl(
      site: activation, form: form, isOn: isOn, parameters: parameters, branch: branch,
      clamp: rewiring.clamp(activation), rank: rank)
  }

  private func form(_ activation: ActivationSite, _ nodes: QuantizerNodes) -> ActivationControl.Form {
    switch nodes.form {
    case .linear where (activation.storage.bits ?? 0) >= 8: .linear(activation.storage)
    case .scaled: .scaled
    default: .fixed
    }
  }

  private mutating func addParameters(
    _ form: ActivationControl.Form, _ nodes: QuantizerNodes
  ) -> SiteRewiring.Parameters {
    let parameters: SiteRewiring.Parameters
    switch form {
    case .linear(let type):
      parameters = SiteRewiring.Parameters(
        scale: input("scale", .float32, scalar: true), zeroPoint: input("zeroPoint", type, scalar: true),
        dequantizedScale: input("scale", .float32, scalar: true),
        dequantizedZeroPoint: input("zeroPoint", type, scalar: true))
    case .scaled:
      let scale = input("scale", .float32, scalar: true)
      parameters = SiteRewiring.Parameters(
        scale: scale, zeroPoint: input("low", .float32, scalar: true), dequantizedScale: scale,
        dequantizedZeroPoint: input("high", .float32, scalar: true))
    case .fixed:
      return SiteRewiring.Parameters(scale: "", zeroPoint: "", dequantizedScale: "", dequantizedZeroPoint: "")
    }
    rewiring.setParameters(nodes, parameters)
    return parameters
  }

  /// A new graph input; what is no scalar is of any shape.
  private mutating func input(_ name: String, _ type: ElementType, scalar: Bool) -> String {
    let name = rewiring.editor.freeName("trial/\(name)")
    rewiring.editor.addInput(name, type, shape: scalar ? [] : nil)
    return name
  }

  // MARK: - Constants

  mutating func add(_ constant: ConstantSite, of site: Site) throws(FormatError) -> ConstantControl {
    guard let values = siteMap.values(of: site) else { throw error(site, "cannot be read any more") }
    let input = rewiring.freeSource(of: constant)
    rewiring.editor.addInput(input, .float32, shape: constant.shape)
    return ConstantControl(
      input: input, shape: constant.shape, quantized: Tensor(floats: values.dequantized, shape: constant.shape),
      float: floatConstant(site) ?? Tensor(floats: values.float, shape: constant.shape))
  }

  /// The float model's constant where it lies.
  private func floatConstant(_ site: Site) -> Tensor? {
    guard let values = siteMap.models.float.constant(site.tensor), values.type == .float32 else { return nil }
    return Tensor(type: .float32, shape: values.shape, bytes: values.view.bytes, owner: values.view.owner)
  }

  private func error(_ site: Site, _ problem: String) -> FormatError {
    FormatError(.unreadable, file: siteMap.models.quantized.path, subject: site.name, problem)
  }
}
