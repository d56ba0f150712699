select * from {{ ref('top') }} where id > 100
