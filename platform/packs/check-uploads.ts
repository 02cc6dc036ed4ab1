import { uploadPlaces, type FormSchema } from '@platform/forms';
import type { NameCheck, Sound } from './check-names.ts';
import type { SourceFile } from './source-file.ts';

/** Every file a form asks for is a paper of its matter that the applicant hands in. */
export function checkUploads(check: NameCheck, matter: Sound<'matters'>, form: FormSchema, source: SourceFile): void {
  for (const { path, upload } of uploadPlaces(form)) {
    const steps = path.split('.').flatMap((step) => {
      const name = step.replace(/\[\]$/, '');
      return name === step ? ['properties', name] : ['properties', name, 'items'];
    });
    const at = [...steps, 'x-upload', 'material'];
    const material = matter.value.materials.find(({ id }) => id === upload.material);
    if (!material)
      check.expect(
        { source, base: [] },
        at,
        upload.material,
        matter.value.materials.map(({ id }) => id),
        {
          zh: '本事项的材料',
          en: 'material of this matter',
        },
      );
    else if (material.source === 'government')
      check.complain(
        { source, base: [] },
        at,
        'not-allowed',
        `材料“${material.id}”由政府核发，不应要求上传`,
        `Material "${material.id}" comes from the government: it must not be asked for`,
      );
  }
}
