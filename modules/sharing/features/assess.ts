import { shanghaiDate, type FieldFault } from '@platform/kernel';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { Own } from '../deps.ts';
import {
  coveringInterface,
  formalFaults,
  highestGrade,
  levelOf,
  replyDaysOf,
  type OfferedInterface,
} from '../domain/assess.ts';
import type { Assessment } from '../domain/decide.ts';
import { sharingErrors } from '../domain/errors.ts';
import type { Asked } from '../domain/request.ts';

/** What a request would meet if it were handed in now. */
export type Met = {
  resource: CataloguedResource;
  faults: FieldFault[];
  assessment: Assessment;
  /** The interface through which it would be delivered. */
  through: OfferedInterface | undefined;
};

/**
 * Looks at what is asked as the rules do.
 * @throws sharing.not-shared, sharing.bad-request where there is no such resource
 */
export function assess(deps: Own, asked: Asked, applicant: string, renews = false): Met {
  const resource = deps.catalogue.find(asked.resource);
  if (!resource)
    throw sharingErrors.badRequest(
      { count: 1 },
      {
        fields: [
          {
            path: '/resource',
            code: 'unknown',
            message: {
              zh: '目录中没有这个资源，可能已停用',
              en: 'The catalogue has no such resource; it may have been retired',
            },
          },
        ],
      },
    );
  if (resource.shareType === 'none')
    throw sharingErrors.notShared({
      title: resource.title,
      basis: resource.shareBasis ?? { zh: '目录未载明', en: 'not stated in the catalogue' },
    });
  const now = deps.clock.now();
  const interfaces = asked.delivery === 'interface' ? deps.interfacesOf(asked.resource) : [];
  const faults = formalFaults(asked, {
    resource,
    applicant,
    applicationOf: deps.packs.all('applications').find(({ value }) => value.id === asked.application)?.value
      .organisation,
    interfaces,
    today: shanghaiDate(now),
    there:
      !renews &&
      deps.book
        .of({ resource: asked.resource, application: asked.application, delivery: asked.delivery })
        .some(
          (grant) =>
            grant.purposes.some(({ id }) => id === asked.purpose.id) &&
            asked.fields.every((field) => grant.fields.includes(field)) &&
            (asked.interface === undefined || grant.interface === asked.interface),
        ),
  });
  const grade = highestGrade(
    resource,
    asked.fields.filter((field) => resource.items.some((item) => item.name === field)),
  );
  const level = levelOf(grade);
  return {
    resource,
    faults,
    assessment: {
      resourceVersion: resource.version,
      highestGrade: grade,
      level,
      replyDays: replyDaysOf(resource),
      rules:
        faults.length > 0
          ? undefined
          : deps.tables.answer(asked, { resource, applicant, highestGrade: grade, level, now }),
      selfChecked: applicant === deps.authority,
    },
    through: coveringInterface(asked.fields, interfaces, asked.interface),
  };
}
