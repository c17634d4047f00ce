//! How economies react: the parameters of the propagation models, as drawn.

use crate::dynamic::NetworkParameters;

/// Parameters of one draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DrawParameters {
    /// Target cover as a multiple of the satellite's days of cover.
    pub cover_scale: f64,
    /// How firms order, stock, ration and switch.
    pub network: NetworkParameters,
}
