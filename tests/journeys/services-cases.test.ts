import { describe } from 'vitest';
import { openCity } from './support/city.ts';
import { firmStory } from './support/firm-story.ts';
import { keyboardStory } from './support/keyboard-story.ts';
import { opinionsStory } from './support/opinions-story.ts';
import { moveStory } from './support/move-story.ts';
import { packStory } from './support/pack-story.ts';
import { referralStory } from './support/referral-story.ts';
import { residentStory } from './support/resident-story.ts';

// Few people: no story here needs more, and the city starts sooner.
const city = openCity('services', 200, true);

describe('services, from applying to the decision', () => {
  firmStory(city);
  residentStory(city);
  opinionsStory(city);
  keyboardStory(city);
  referralStory(city);
  packStory(city);
  moveStory(city);
});
