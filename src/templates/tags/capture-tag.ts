// `capture`: text kept in a variable. liquidjs's own collects it without a limit, in an emitter that knows no parts.

import { type Context, CaptureTag as LiquidCaptureTag } from "liquidjs";
import { MAX_BODY_BYTES } from "../limits.ts";
import { TextEmitter } from "../rendering/text-emitter.ts";

/** `{% capture name %} ... {% endcapture %}` */
export class CaptureTag extends LiquidCaptureTag {
  override *render(context: Context): Generator<unknown, void, never> {
    const emitter = new TextEmitter(MAX_BODY_BYTES, "What {% capture %} keeps");
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    context.bottom()[this.variable] = emitter.buffer;
  }
}
